package dashboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"example.com/metricsworkshop/lab/live"
)

// A Server serves the page until it is closed.
type Server struct {
	options    Options
	timing     timing
	listener   *net.TCPListener
	http       *http.Server
	served     chan error
	stop       context.CancelFunc // ends all requests
	busy       sync.RWMutex       // a request holds it for reading
	comparison atomic.Pointer[live.Comparison]
}

// timing is how long a server waits for the other side.
type timing struct {
	event time.Duration // until an event must have been taken
	alive time.Duration // between two signs of life of a stream
	body  time.Duration // until a request's body must have come
}

// Listen serves the page on addr, which must be loopback, such as 127.0.0.1:8090.
// The caller must close the server.
func Listen(addr string, o Options) (*Server, error) {
	return listen(addr, o, timing{event: 5 * time.Second, alive: 15 * time.Second, body: 5 * time.Second})
}

func listen(addr string, o Options, t timing) (*Server, error) {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("page: address %q: %w; write host:port, such as -page-addr 127.0.0.1:0", addr, err)
	}
	if !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("page: address %q is not loopback, and the page has no password: use -page-addr 127.0.0.1:0", addr)
	}
	// The address that was checked, not the name: that may resolve to another one now.
	listener, err := net.ListenTCP("tcp", tcp)
	if err != nil {
		return nil, fmt.Errorf("page: %w; stop what uses the port, or let the system pick a free one with -page-addr 127.0.0.1:0", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{options: o, timing: t, listener: listener, served: make(chan error, 1), stop: stop}
	s.http = &http.Server{
		Handler:           s.handler(),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       time.Minute,
		WriteTimeout:      2 * time.Minute, // more than a CPU profile takes; a stream sets its own
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // a browser that hangs up is no news
	}
	go func() { s.served <- s.http.Serve(listener) }()
	return s, nil
}

// URL is where the page is, such as http://127.0.0.1:8090/.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/" }

// port is the one that the server listens on.
func (s *Server) port() string { return strconv.Itoa(s.listener.Addr().(*net.TCPAddr).Port) }

// SetComparison gives the demo that the report at /report is about.
func (s *Server) SetComparison(c live.Comparison) { s.comparison.Store(&c) }

// Close ends all requests at once, streams too, and frees the port. Afterwards
// nothing of the Options is used any more. It is called once.
func (s *Server) Close() error {
	s.stop()
	err := s.http.Close()
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	s.busy.Lock() // so the last request has returned
	s.busy.Unlock()
	return err
}
