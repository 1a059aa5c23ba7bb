package dashboard

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/profiles"
)

// raw sends a request as it stands and returns the whole answer, or what there is of
// it after the server has hung up.
func raw(t *testing.T, s *Server, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, strings.Replace(request, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1)); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

func TestListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	tests := []struct{ name, addr, want string }{
		{"all addresses", "0.0.0.0:0", `page: address "0.0.0.0:0" is not loopback`},
		{"no address", ":0", `page: address ":0" is not loopback`},
		{"IPv6, all addresses", "[::]:0", `page: address "[::]:0" is not loopback`},
		{"of the network", "192.0.2.1:0", "is not loopback"},
		{"no port", "127.0.0.1", "missing port"},
		{"too large a port", "127.0.0.1:65536", "invalid port"},
		{"taken", taken.Addr().String(), "stop what uses the port"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Listen(tt.addr, Options{})
			if err == nil {
				s.Close()
				t.Fatalf("Listen(%q) works; want an error", tt.addr)
			}
			for _, want := range []string{tt.want, "-page-addr 127.0.0.1:0"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Listen(%q) = %v; want %q in it", tt.addr, err, want)
				}
			}
		})
	}
}

func TestURL(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "localhost:0", "[::1]:0"} {
		t.Run(addr, func(t *testing.T) {
			s, err := Listen(addr, Options{Store: live.NewStore(live.Options{})})
			if err != nil && strings.HasPrefix(addr, "[") {
				t.Skipf("no IPv6 here: %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if answer, body := send(t, s, http.MethodGet, "/", ""); answer.StatusCode != http.StatusOK {
				t.Errorf("GET %s = %d %s; want the page", s.URL(), answer.StatusCode, body)
			}
		})
	}
}

// TestOddRequests sends what no client library does.
func TestOddRequests(t *testing.T) {
	brief := patient
	brief.body = 10 * time.Millisecond
	s, lab := start(t, brief)
	own := "Host: 127.0.0.1:" + s.port() + "\r\n"
	tests := []struct{ name, request, want string }{
		{"other host in the target", "GET http://evil.example:" + s.port() + "/ HTTP/1.1\r\n" + own + "\r\n", "403"},
		{"no host", "GET / HTTP/1.0\r\n\r\n", "403"},
		{"two hosts", "GET / HTTP/1.1\r\n" + own + "Host: evil.example\r\n\r\n", "400"},
		{"body that never comes", "POST /api/load HTTP/1.1\r\n" + own + asJSON + "\r\nContent-Length: 9\r\n\r\n{", "408"},
		{
			"large body in pieces", "POST /api/load HTTP/1.1\r\n" + own + asJSON + "\r\nTransfer-Encoding: chunked\r\n\r\n" +
				fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", 2*maxBody, strings.Repeat(" ", 2*maxBody)), "413",
		},
		{"large header", "GET / HTTP/1.1\r\n" + own + "X: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", "431"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := raw(t, s, tt.request)
			if _, status, _ := strings.Cut(answer, " "); !strings.HasPrefix(status, tt.want) {
				t.Errorf("the answer is %q; want %s", answer, tt.want)
			}
			checkTook(t, lab)
		})
	}
}

// A waitingLab takes a profile until the server gives it up.
type waitingLab struct {
	*fakeLab
	begun, ended chan struct{}
}

func (l *waitingLab) Take(ctx context.Context, _ string, _ int) (profiles.Snapshot, error) {
	close(l.begun)
	<-ctx.Done()
	close(l.ended)
	return profiles.Snapshot{}, ctx.Err()
}

// TestCloseEndsAll has streams, a profile that is being taken, a connection that has
// said nothing, and one that has half a request.
func TestCloseEndsAll(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	lab := &waitingLab{&fakeLab{}, make(chan struct{}), make(chan struct{})}
	s, err := listen("127.0.0.1:0", Options{Store: live.NewStore(live.Options{}), Lab: lab, Profiles: lab}, patient)
	if err != nil {
		t.Fatal(err)
	}
	var streams []*eventStream
	for range 5 {
		streams = append(streams, follow(t, s))
	}
	for _, begin := range []string{"", "GET / HTTP/1.1\r\nHo"} {
		conn, err := net.Dial("tcp", s.listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.WriteString(conn, begin)
	}
	asked := make(chan error, 1)
	go func() {
		answer, err := client.Post(s.URL()+"api/profiles", "application/json", strings.NewReader(`{"kind":"cpu","seconds":30}`))
		if err == nil {
			answer.Body.Close()
		}
		asked <- err
	}()
	<-lab.begun

	if err := s.Close(); err != nil {
		t.Errorf("Close = %v", err)
	}
	select {
	case <-lab.ended:
	default:
		t.Error("Close has returned before the profile was given up")
	}
	<-asked
	for _, stream := range streams {
		for stream.lines.Scan() {
		}
		stream.body.Close()
	}
	if _, err := client.Get(s.URL()); err == nil {
		t.Error("after Close the page still answers")
	}
	again, err := Listen(s.listener.Addr().String(), s.options)
	if err != nil {
		t.Fatalf("after Close the port is not free: %v", err)
	}
	again.Close()
	if err := goleak.Find(ignore, rest); err != nil {
		t.Error(err)
	}
}
