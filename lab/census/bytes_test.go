package census

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/loadlimits"
)

func TestTakeBytes(t *testing.T) {
	t.Parallel()
	f := startFake(t, 0)
	b, err := TakeBytes(t.Context(), BytesOptions{
		URL: f.url, Debug: startDebug(t), Requests: 9, PID: os.Getpid(), Connections: f.connections, Progress: silent,
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]Traffic{"misses": b.Control, "hits": b.Test} {
		if got.What != name || got.Sent != 9 || got.Good != 9 || got.Trouble != nil {
			t.Errorf("%s: %+v; want 9 good answers of 9", name, got)
		}
	}
	if b.AtFirst.Connections != 1 || b.AfterControl.Connections != 1 || b.AfterAll.Connections != 10 {
		t.Errorf("connections %d, %d, %d; want 1, 1, 10", b.AtFirst.Connections, b.AfterControl.Connections, b.AfterAll.Connections)
	}
	if s := b.AfterAll; s.Heap <= 0 || s.Stacks <= 0 || s.Goroutines != 12 {
		t.Errorf("afterwards %+v; want the figures of the profiles", s)
	}
	if b.AfterAll.DatabaseRSS != Unknown {
		t.Errorf("RSS of a database nobody knows: %d; want %d", b.AfterAll.DatabaseRSS, Unknown)
	}
}

// TestTakeBytesReceipts asks for the receipts of one order and then of as many.
func TestTakeBytesReceipts(t *testing.T) {
	t.Parallel()
	f := startFake(t, 0)
	b, err := TakeBytes(t.Context(), BytesOptions{
		URL: f.url, Debug: startDebug(t), Requests: 5, Receipts: true, Connections: f.connections, Progress: silent,
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.What != "5 GET /orders/{id}/receipt" || b.Control.Good != 5 || b.Test.Good != 5 || b.AfterAll.Connections != 1 {
		t.Errorf("%+v; want 5 receipts, twice", b)
	}
}

// TestTakeBytesTrouble lets the pool have no connection after a few hits.
func TestTakeBytesTrouble(t *testing.T) {
	t.Parallel()
	f := startFake(t, 4)
	b, err := TakeBytes(t.Context(), BytesOptions{
		URL: f.url, Debug: startDebug(t), Requests: 50, Connections: f.connections, Progress: silent,
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.Control.Good != 50 || b.Test.Sent != 4+giveUp || b.Test.Good != 4 || b.Test.Trouble == nil {
		t.Errorf("misses %+v, hits %+v; want 50 and 4 good answers", b.Control, b.Test)
	}
}

func TestTakeBytesFails(t *testing.T) {
	none := httptest.NewServer(http.NotFoundHandler())
	defer none.Close()
	f := startFake(t, 0)
	debug := startDebug(t)
	tests := []struct {
		name string
		o    BytesOptions
		want string
	}{
		{"no routes", BytesOptions{URL: f.url, Debug: none.URL, Requests: 1}, "It comes with task 4.1: solve it, or "},
		{"no debug listener", BytesOptions{URL: f.url, Debug: "http://127.0.0.1:1", Requests: 1}, "the service's debug listener: "},
		{"no service", BytesOptions{URL: none.URL, Debug: debug, Requests: 1}, "seed orders: "},
		{"no request", BytesOptions{URL: f.url, Debug: debug}, "0 requests: "},
		{"too many receipts", BytesOptions{URL: f.url, Debug: debug, Requests: loadlimits.MaxReceipts + 1, Receipts: true}, "it is from 1 to"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.o.Connections, tt.o.Progress = f.connections, silent
			if _, err := TakeBytes(t.Context(), tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("TakeBytes = %v; want an error with %q", err, tt.want)
			}
		})
	}
}

// TestTakeBytesStops cancels in the middle.
func TestTakeBytesStops(t *testing.T) {
	f := startFake(t, 0)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := TakeBytes(ctx, BytesOptions{
		URL: f.url, Debug: startDebug(t), Requests: 1, Connections: f.connections,
		Progress: func(text string) {
			if strings.HasPrefix(text, "hits") {
				cancel()
			}
		},
	})
	if err == nil || ctx.Err() == nil {
		t.Errorf("TakeBytes = %v; want an error, for it was stopped", err)
	}
}
