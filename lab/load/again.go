package load

import (
	"cmp"
	"context"
	"errors"
	"net"
)

// Again returns a load with other options on the orders that l has seeded, which
// needs no Seed. It goes on with the orders that l's calls have moved. It is for after
// l's Run, and l's service is its service.
func (l *Load) Again(o Options) (*Load, error) {
	if len(l.world.orders) == 0 {
		return nil, errors.New("load: there are no orders to ask about; seed them first")
	}
	o.URL = l.options.URL
	next, err := New(o)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	next.world, next.earlier = l.world, cmp.Or(l.traffic, l.earlier) // l may not have run
	return next, nil
}

// Abandon makes Run return at once: it sends nothing more, and hangs up on what is
// under way, which counts as requests without an answer.
func (l *Load) Abandon() { l.abandon() }

// dial connects to the service, until the load is abandoned.
func (l *Load) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	hung := context.AfterFunc(l.abandoned, func() { conn.Close() })
	return &dialed{conn, hung}, nil
}

// A dialed is a connection that need not be hung up on once it is closed.
type dialed struct {
	net.Conn
	forget func() bool
}

func (d *dialed) Close() error {
	d.forget()
	return d.Conn.Close()
}
