package load

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestSeedFails(t *testing.T) {
	tests := []struct {
		name  string
		path  string // that is answered by
		write func(http.ResponseWriter)
		want  string
	}{
		{
			name: "an open task", path: "/orders/2/allocate",
			write: func(w http.ResponseWriter) {
				http.Error(w, `{"error":"internal error"}`, http.StatusInternalServerError)
			},
			want: `POST /orders/2/allocate: 500 {"error":"internal error"}`,
		},
		{
			name: "a call that moves nothing", path: "/orders/2/pickup",
			write: func(w http.ResponseWriter) { w.Write([]byte(`{"id":2,"state":"DRIVER_OTW_TO_PICKUP"}`)) },
			want:  "after pickup order 2 is WAITING_FOR_DRIVER_ALLOCATION, and not DRIVER_OTW_TO_PICKUP",
		},
		{
			name: "no JSON", path: "/orders/2/state",
			write: func(w http.ResponseWriter) { w.Write([]byte("well")) },
			want:  "GET /orders/2/state: 200 well",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url, _ := startService(t, func(service http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path == tt.path {
						tt.write(w)
						return
					}
					service.ServeHTTP(w, r)
				})
			})
			l, err := New(Options{URL: url, Rate: 1, For: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Seed(t.Context()); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Seed = %v; want an error with %q", err, tt.want)
			}
		})
	}
}

// TestSeedAgain holds that a second load on the same orders has a world of its
// own: nobody who is off the way was on it in the first.
func TestSeedAgain(t *testing.T) {
	t.Parallel()
	url, _ := startService(t, nil)
	first, second := newLoad(t, url, 50), newLoad(t, url, 50)
	if first.world.name == second.world.name || first.world.orders[0] == second.world.orders[0] {
		t.Errorf("two loads have the worlds %+v and %+v; want two", first.world, second.world)
	}
	if r := second.Run(t.Context()); r.All.Good != r.All.Sent {
		t.Errorf("%d of %d answers are good; want all", r.All.Good, r.All.Sent)
	}
}

func TestProbe(t *testing.T) {
	url, _ := startService(t, nil)
	l := newLoad(t, url, 0)
	if err := l.Probe(t.Context()); err != nil {
		t.Errorf("Probe = %v", err)
	}
}
