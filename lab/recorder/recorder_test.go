package recorder

import (
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/live"
)

// TestOnceASecond lets a recorder run by a clock that runs at once.
func TestOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		connections, loads := 0, 0
		s := &store{}
		began := time.Now()
		r := Start(Options{
			Store:       s,
			Connections: func() int { connections++; return connections },
			Load: func() *live.LoadSecond {
				if loads++; loads == 2 {
					return nil
				}
				return &live.LoadSecond{Sent: float64(loads)}
			},
		})
		r.SetService(live.Service{State: live.ServiceRunning})
		for range 3 {
			time.Sleep(time.Second)
			synctest.Wait()
		}
		r.Close()
		time.Sleep(10 * time.Second)
		var want []live.Sample
		for i := 1; i <= 3; i++ {
			sample := live.Sample{
				At:          began.Add(time.Duration(i) * time.Second).UnixMilli(),
				Connections: new(i),
				Process:     &live.Process{},
			}
			if i != 2 {
				sample.Load = &live.LoadSecond{Sent: float64(i)}
			}
			want = append(want, sample)
		}
		if got := s.all().samples; asJSON(t, got) != asJSON(t, want) {
			t.Errorf("samples %s\nwant %s", asJSON(t, got), asJSON(t, want))
		}
		if got := s.all(); len(got.wires)+len(got.tables)+len(got.parts)+len(got.marks) > 0 {
			t.Errorf("nothing has come, and it has told %+v", got)
		}
	})
}

// TestRealParts records a real server's lines and a real debug listener, and a second
// service in place of the first.
func TestRealParts(t *testing.T) {
	s := live.NewStore(live.Options{})
	r := Start(Options{Store: s, Every: 20 * time.Millisecond})
	defer r.Close()
	server, err := statsdserver.Listen("127.0.0.1:0", statsdserver.Options{OnDatagram: r.Datagram})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	conn, err := net.Dial("udp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	last := func() live.Sample {
		samples := s.State().Samples
		if len(samples) == 0 {
			return live.Sample{}
		}
		return samples[len(samples)-1]
	}

	service := startDebug(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, heapProfile) }))
	r.SetService(service)
	for _, line := range []string{"k.calls:1|c\nk.time:1.5|ms\nk.goroutines:61|g", "db.open:3|g", "nonsense"} {
		if _, err := conn.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, "sample with a gauge and a heap", func() bool {
		sample := last()
		return sample.Goroutines != nil && *sample.Goroutines == 61 && sample.Gauges["db.open"] == 3 && sample.Process != nil && sample.Process.Heap != nil
	})
	wait(t, "wires", func() bool { return len(s.State().Wire) == 5 })
	calls, times := 0.0, 0
	for _, sample := range s.State().Samples {
		calls += sample.Keys["k"].Calls * 0.02
		if sample.Keys["k"].Upper != nil {
			times++
		}
	}
	if calls != 1 || times != 1 {
		t.Errorf("%v calls in %d seconds with a time; want 1 in 1", calls, times)
	}

	service.PID++ // nobody, as likely as not
	r.SetService(service)
	wait(t, "new beginning", func() bool {
		sample := last()
		return sample.Process != nil && sample.Process.PID == service.PID && len(sample.Keys)+len(sample.Gauges) == 0
	})
}
