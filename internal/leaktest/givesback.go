package leaktest

import (
	"context"
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/verdict"
)

// givesBack looks at the pool straight after a call, five times, because what closes
// rows in another goroutine is sometimes quick.
func (l lookups) givesBack() *verdict.Finding {
	for range 5 {
		db := newDatabase(l.t, answer{orders: 1})
		if r := l.ask(context.Background(), db); r.inUse != 0 {
			return inUse(calledBusy+"one order is on the way", r, l.culprit(db))
		}
		if n := db.prepared.Load(); n != 0 {
			return &verdict.Finding{Called: calledBusy + "one order is on the way", Got: fmt.Sprintf("%d prepared statement left open", n), Want: "none",
				Why: "the database keeps a prepared statement until it is closed: defer stmt.Close(), or do not prepare what is asked once"}
		}
	}
	return nil
}

func inUse(called string, r reply, why string) *verdict.Finding {
	return &verdict.Finding{Called: called, Got: fmt.Sprintf("db.Stats().InUse is %d straight after the call", r.inUse),
		Want: "0: the connection is back in the pool", Why: why}
}

// closes asks sqlmock whether the rows were closed.
func (l lookups) closes() *verdict.Finding {
	db := newDatabase(l.t, answer{orders: 1})
	l.ask(context.Background(), db)
	if err := db.mock.ExpectationsWereMet(); err != nil {
		got, _, _ := strings.Cut(err.Error(), ":")
		return &verdict.Finding{Called: calledBusy + "one order is on the way", Got: "sqlmock: " + got, Want: "the query was sent, and its rows were closed",
			Why: "open rows keep their connection: the next caller needs a new one"}
	}
	return nil
}

// survivesNull has a row that cannot be read into a number. Either answer is right.
func (l lookups) survivesNull() *verdict.Finding {
	db := newDatabase(l.t, answer{orders: 1, unreadable: true})
	called := calledBusy + "the row cannot be read: NULL, where there should be a number"
	switch r := l.ask(context.Background(), db); {
	case r.hung:
		return &verdict.Finding{Called: called, Got: r.String(), Want: "an error, or an answer", Why: "a row that cannot be read is no reason to wait"}
	case r.inUse != 0:
		return inUse(called, r, "looks like Close only where Scan succeeds: one bad row, and the connection is gone. defer rows.Close() holds on every way out")
	}
	return nil
}

var limitOne = regexp.MustCompile(`(?i)\blimit\s+1\b`)

// culprit guesses, from what one call has left behind in db, what keeps the connection
// in use. db is not used after that.
func (l lookups) culprit(db *database) string {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a finalizer waits until it is asked for
	s := db.last()
	limited := db.Stats().MaxOpenConnections != 0
	switch {
	case limited:
		return "looks like SetMaxOpenConns: a limit gives nothing back. Leaks fill it, and then everybody waits"
	case closed(db):
		return "looks like db.Close(): that closes the pool for everybody, and not even the rows that are open"
	case l.setsLifetime():
		return "looks like a time to live for connections: the pool ends idle ones by it, and this one is in use, for ever"
	case s.prepared:
		return "looks like Close of the statement, taken for that of its rows: each has a Close of its own"
	case limitOne.MatchString(s.sql):
		return "looks like LIMIT 1, taken for the end: rows close themselves only when Next says false, and after the one row nobody asks again"
	case s.ctx != nil && s.ctx.Err() == context.Canceled: // and not because the time was up
		return "looks like a deferred cancel, taken for Close: it closes the rows a moment later, in another goroutine, and MySQL's driver throws the connection away: a new one for every call"
	case s.ctx != nil && s.ctx.Done() != nil:
		return "looks like a time-out, taken for Close: until the time is up the connection is gone, and then MySQL's driver throws it away"
	case l.handsContextOn():
		return "looks like the caller's context, taken for Close: it closes the rows when the request is over, so the graphs stay flat; but MySQL's driver throws the connection away then, and every call needs a new one"
	case freed(db, func() {}):
		return "looks like go rows.Close(): it comes back by itself a moment later, when nobody can tell any more; Close belongs into this goroutine"
	case freed(db, runtime.GC):
		return "looks like a finalizer: it came back after runtime.GC(). When the collector runs is nobody's promise, least of all under no load"
	case l.looksAtErr():
		return "looks like rows.Err(), taken for Close: Err says how the reading went, and gives nothing back"
	default:
		return "the rows are never closed: one connection for every driver who is busy, for ever, and with it a goroutine here and a thread in the database"
	}
}

// closed reports whether the pool was closed.
func closed(db *database) bool {
	err := db.Ping()
	return err != nil && strings.Contains(err.Error(), "database is closed")
}

// setsLifetime reports whether the second call on a pool starts the goroutine that
// ends old connections.
func (l lookups) setsLifetime() bool {
	db := newDatabase(l.t, answer{orders: 1}, answer{orders: 1})
	before := cleaners()
	l.ask(context.Background(), db)
	l.ask(context.Background(), db)
	return cleanerSince(before)
}

var goroutineID = regexp.MustCompile(`^goroutine \d+ `)

// cleaners are the goroutines that end old connections, by what started them: one that
// has not run yet is still in a wrapper. Those of pools that were closed just now may
// be among them.
func cleaners() map[string]bool {
	buffer := make([]byte, 1<<20)
	ids := map[string]bool{}
	for stack := range strings.SplitSeq(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
		if strings.Contains(stack, "created by database/sql.(*DB).startCleanerLocked") {
			ids[goroutineID.FindString(stack)] = true
		}
	}
	return ids
}

// cleanerSince reports whether there is such a goroutine which is not in before.
func cleanerSince(before map[string]bool) bool {
	for id := range cleaners() {
		if !before[id] {
			return true
		}
	}
	return false
}

// handsContextOn reports whether the query ends with its caller's context.
func (l lookups) handsContextOn() bool {
	db := newDatabase(l.t, answer{orders: 1})
	ctx, hangUp := context.WithCancel(context.Background())
	l.ask(ctx, db)
	hangUp()
	s := db.last()
	return s.ctx != nil && s.ctx.Err() != nil
}

// freed reports whether, with f called over and over, the connection comes back.
func freed(db *database, f func()) bool {
	for range 100 { // tries, not time: a busy machine has as many
		f()
		if db.Stats().InUse == 0 {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

// looksAtErr reports whether an error of a row comes back.
func (l lookups) looksAtErr() bool {
	db := newDatabase(l.t, answer{orders: 1, failRow: errDatabase})
	return l.ask(context.Background(), db).err != nil
}
