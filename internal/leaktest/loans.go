package leaktest

import (
	"context"
	"database/sql"
	"slices"
	"sync"
	"time"
)

// timeOut is when the leak with a lost cancel heals: long after a test that looks at
// once, and before goleak gives up, which is after 0.43 s.
const timeOut = 150 * time.Millisecond

// loans are what lookups took from pools during one run of a test.
type loans struct {
	mu      sync.Mutex
	calls   int   // of a lookup
	hits    int   // of them, those that found a row
	err     error // the first that a lookup returned
	pools   []*sql.DB
	rows    []*sql.Rows
	timers  []*time.Timer
	cancels []context.CancelFunc
	kept    bool // nothing heals by itself any more
	settled bool // all was given back

	start   time.Time
	decided time.Duration // from start until the test failed or ended
}

func newLoans() *loans { return &loans{start: time.Now()} }

// ask lets a variant look up Driver in db.
func (l *loans) ask(ctx context.Context, v Variant, db *sql.DB) (bool, error) {
	l.mu.Lock()
	l.calls++
	if db != nil && !slices.Contains(l.pools, db) {
		l.pools = append(l.pools, db)
	}
	l.mu.Unlock()
	busy, err := v.ask(ctx, &pool{db, l}, Driver)
	l.mu.Lock()
	defer l.mu.Unlock()
	if busy {
		l.hits++
	}
	if l.err == nil {
		l.err = err
	}
	return busy, err
}

// keep stops the clocks of what heals by itself. It also lets the race detector know
// that what the test read before comes before any healing.
func (l *loans) keep() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.decide()
}

// decide is keep for a caller who holds l.mu.
func (l *loans) decide() {
	if !l.kept {
		l.kept, l.decided = true, time.Since(l.start)
	}
}

// settle gives everything back, and what is lent from here on at once: rows, then
// the contexts, then the pools.
func (l *loans) settle() {
	l.mu.Lock()
	l.decide()
	l.settled = true
	rows, timers, cancels, pools := l.rows, l.timers, l.cancels, l.pools
	l.rows, l.timers, l.cancels, l.pools = nil, nil, nil, nil
	l.mu.Unlock()
	for _, r := range rows {
		r.Close()
	}
	for i, cancel := range cancels {
		timers[i].Stop()
		cancel()
	}
	for _, db := range pools {
		db.Close()
	}
}

// pool is what a lookup asks: a *sql.DB of which the loans know the rows.
type pool struct {
	*sql.DB
	lent *loans
}

func (p *pool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := p.DB.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	p.lent.mu.Lock()
	defer p.lent.mu.Unlock()
	if p.lent.settled {
		rows.Close()
	}
	p.lent.rows = append(p.lent.rows, rows)
	return rows, nil
}

// withTimeout is context.WithTimeout with its cancel lost, for as long as the loans
// let it be.
func (p *pool) withTimeout(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	p.lent.mu.Lock()
	defer p.lent.mu.Unlock()
	p.lent.cancels = append(p.lent.cancels, cancel)
	p.lent.timers = append(p.lent.timers, time.AfterFunc(timeOut, func() {
		p.lent.mu.Lock()
		kept := p.lent.kept
		p.lent.mu.Unlock()
		if !kept {
			cancel()
		}
	}))
	return ctx
}
