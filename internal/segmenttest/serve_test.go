package segmenttest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/newrelic/go-agent/v3/newrelic"
)

// TestServe judges requests, whose transaction is a middleware's.
func TestServe(t *testing.T) {
	const route = "GET /orders/{id}"
	withQuery := func(db *DB) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			s := start("findOrders", "orders", newrelic.FromContext(r.Context()))
			defer s.End()
			fmt.Fprint(w, orders(r.Context(), db))
		}
	}
	withoutQuery := func(*DB) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<nil>") }
	}
	// middleware starts a transaction, and ends it unless end is false.
	middleware := func(app *newrelic.Application, name string, web, end bool, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			txn := app.StartTransaction(strings.Replace(name, "PATH", r.URL.Path, 1))
			if web {
				txn.SetWebRequestHTTP(r)
			}
			next.ServeHTTP(w, newrelic.RequestWithTransactionContext(r, txn))
			if end {
				txn.End()
			}
		})
	}
	tests := []struct {
		name    string
		query   bool
		handler func(app *newrelic.Application, next http.Handler) http.Handler
		why     string
	}{
		{"right", true, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, route, true, true, next)
		}, ""},
		{"right, no query", false, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, route, true, true, next)
		}, ""},
		{"never ended", true, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, route, true, false, next)
		}, "End of the transaction forgotten"},
		{"never ended, no query", false, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, route, true, false, next)
		}, "starts none, or does not end it"},
		{"none", true, func(_ *newrelic.Application, next http.Handler) http.Handler {
			return next
		}, "a middleware that puts no transaction into the context"},
		{"none, no query", false, func(_ *newrelic.Application, next http.Handler) http.Handler {
			return next
		}, "starts none, or does not end it"},
		{"two", true, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, route, true, true, middleware(app, route, true, true, next))
		}, "a second transaction for the same request"},
		{"two, no query", false, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, route, true, true, middleware(app, route, true, true, next))
		}, "a second transaction for the same request"},
		{"named by path", true, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, "GET PATH", true, true, next)
		}, "the path as a name"},
		{"named by path, no query", false, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, "GET PATH", true, true, next)
		}, "the path as a name"},
		{"one name for all", true, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, "request", true, true, next)
		}, "all requests of a route should have one name"},
		{"no web request", true, func(app *newrelic.Application, next http.Handler) http.Handler {
			return middleware(app, route, false, true, next)
		}, "SetWebRequestHTTP forgotten"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			nr := Start(t)
			db := nr.DB()
			inner, want := withoutQuery(db), []Segment(nil)
			if tt.query {
				inner, want = withQuery(db), []Segment{findOrders}
			}
			h := tt.handler(nr.App, inner)
			for _, path := range []string{"/orders/7", "/orders/9"} {
				answerTwo(db)
				w := nr.Serve(h, httptest.NewRequest(http.MethodGet, path, nil), route, want)
				if w.Body.String() != "<nil>" {
					t.Errorf("answer %q; want the handler's", w.Body)
				}
			}
			findings := nr.Judge()
			if tt.why == "" {
				for _, f := range findings {
					t.Errorf("finding %q; want none", f)
				}
				return
			}
			if len(findings) == 0 || !strings.Contains(findings[0].Why, tt.why) {
				t.Errorf("findings %q; want %q", findings, tt.why)
			}
		})
	}
}
