package main

import (
	"io"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/gorilla/mux"
	"github.com/urfave/negroni/v3"
	"gopkg.in/alexcesaro/statsd.v2"
)

// BenchmarkMiddleware measures one request through the routes of the service,
// whose handlers do no more than answer here: the bare router, then each
// middleware in front of it. The last two send to a socket, and differ in the
// bytes that go out at once.
//
//	go test -run '^$' -bench Middleware
func BenchmarkMiddleware(b *testing.B) {
	router := routesTo(PingHandler)
	recovering := negroni.New(newRecovery(discard))
	recovering.UseHandler(router)
	measuring := negroni.New(StatsDMiddlewareLogger(router), newRecovery(discard))
	measuring.UseHandler(router)

	b.Run("router", func(b *testing.B) { benchmarkState(b, router) })
	b.Run("recovery", func(b *testing.B) { benchmarkState(b, recovering) })
	b.Run("statsd/off", func(b *testing.B) { benchmarkState(b, measuring) })
	b.Run("statsd/1440", func(b *testing.B) {
		sendToSocket(b, 1440)
		benchmarkState(b, measuring)
	})
	b.Run("statsd/8192", func(b *testing.B) {
		sendToSocket(b, 8192)
		benchmarkState(b, measuring)
	})
}

// routesTo returns the service's router with h behind each of its routes.
func routesTo(h http.HandlerFunc) *mux.Router {
	router := Router(testInstances())
	router.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		route.HandlerFunc(h)
		return nil
	})
	return router
}

// benchmarkState serves one request again and again. The request and the writer
// are made once, so that the figure is h's.
func benchmarkState(b *testing.B, h http.Handler) {
	if answer := answerOf(h, http.MethodGet, "/orders/7/state"); answer.Body.String() != "pong" {
		b.Fatalf("answer %d %q; want pong", answer.Code, answer.Body)
	}
	r, w := request(http.MethodGet, "/orders/7/state"), &sink{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}

// sink is a writer that sends nothing. It has the methods of net/http's own, for
// which a middleware makes a wrapper that has them too.
type sink struct {
	http.Flusher
	http.Hijacker
	io.ReaderFrom
	header http.Header
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

// sendToSocket makes the helpers send packets of so many bytes to a socket that
// somebody reads, until b's end.
func sendToSocket(b testing.TB, packet int) {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		b.Fatal(err)
	}
	var reading sync.WaitGroup
	reading.Go(func() {
		for buffer, err := make([]byte, 64<<10), error(nil); err == nil; {
			_, err = conn.Read(buffer)
		}
	})
	client, err := statsd.New(statsd.Address(conn.LocalAddr().String()), statsd.MaxPacketSize(packet))
	if err != nil {
		b.Fatal(err)
	}
	statsD.Store(client)
	b.Cleanup(func() {
		statsD.Store(nil)
		client.Close()
		conn.Close()
		reading.Wait()
	})
}
