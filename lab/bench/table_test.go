package bench

import (
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/load"
)

func TestWriteTable(t *testing.T) {
	r := &Report{
		Connections: Figures{1, 251, 249},
		Goroutines:  Figures{Unknown, 258, 256},
		Key:         "orders.id.state.get.goroutines",
		Load: &load.Report{
			Rate:     99.96,
			GoodRate: 96.96,
			Trouble:  "EOF",
			Routes: []load.Route{
				{Name: "POST /orders/{id}/going-to-destination", Sent: 40, Good: 40, Statuses: map[int]int{200: 40},
					P50: 1234 * time.Microsecond, P99: 5 * time.Millisecond, Max: 5 * time.Second},
				{Name: "GET /drivers/{id}/current", Sent: 60, Good: 57, Statuses: map[int]int{404: 30, 200: 27, 0: 3}},
			},
			All: load.Route{Name: "all", Sent: 100, Good: 97, P50: time.Millisecond, P99: 2 * time.Millisecond, Max: 5 * time.Second},
		},
	}
	const routes = `
                                         sent   good   p50 ms   p99 ms   max ms  answers
POST /orders/{id}/going-to-destination     40     40      1.2      5.0   5000.0  200
GET /drivers/{id}/current                  60     57      0.0      0.0      0.0  none: 3, 200: 27, 404: 30
all                                       100     97      1.0      2.0   5000.0

100.0 requests a second, 97 of 100 with a good answer
97.0 good answers a second
the first one without an answer: EOF
`
	checkTable(t, r, `                          before    peak at rest
goroutines                     -     258     256  orders.id.state.get.goroutines
database connections           1     251     249
`+routes)
	r.Key, r.Goroutines = "", Figures{Unknown, Unknown, Unknown}
	checkTable(t, r, `                          before    peak at rest
goroutines                     -       -       -  why there are none
database connections           1     251     249
`+routes)
	r.Restless = true
	checkTable(t, r, `                          before    peak at rest
goroutines                     -       -       -  why there are none
database connections           1     251     249
not at rest after 10s: these numbers go on changing
`+routes)
}

func checkTable(t *testing.T, r *Report, want string) {
	t.Helper()
	var b strings.Builder
	if err := r.WriteTable(&b, "why there are none"); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("WriteTable wrote\n%s\nwant\n%s", b.String(), want)
	}
}
