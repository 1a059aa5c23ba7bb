package load

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/internal/fakeorders"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// startService starts a service without a database, with a handler of the
// test's around its own unless around is nil. It ends at tb's end.
func startService(tb testing.TB, around func(service http.Handler) http.Handler) (url string, service *fakeorders.Service) {
	tb.Helper()
	service = &fakeorders.Service{}
	handler := service.Handler()
	if around != nil {
		handler = around(handler)
	}
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	return server.URL, service
}

// newLoad returns a load of 200 requests, seeded.
func newLoad(tb testing.TB, url string, hits int) *Load {
	tb.Helper()
	return seeded(tb, Options{URL: url, Rate: 200, For: time.Second, Hits: hits})
}

// seeded returns a load that is ready to run.
func seeded(tb testing.TB, o Options) *Load {
	tb.Helper()
	l, err := New(o)
	if err != nil {
		tb.Fatal(err)
	}
	if err := l.Seed(tb.Context()); err != nil {
		tb.Fatalf("Seed = %v", err)
	}
	return l
}

// find returns a route of a report.
func find(tb testing.TB, r *Report, name string) Route {
	tb.Helper()
	for _, route := range r.Routes {
		if route.Name == name {
			return route
		}
	}
	tb.Fatalf("the report has no route %q", name)
	return Route{}
}
