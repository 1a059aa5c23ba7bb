package ordertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"example.com/metricsworkshop/internal/verdict"
)

// order is an order as the service shows it.
type order struct {
	ID       int64  `json:"id"`
	Customer string `json:"customer_id"`
	Merchant string `json:"merchant_id"`
	Driver   string `json:"driver_id,omitempty"`
	State    string `json:"state"`
}

// service keeps the contract, in as few lines as will do.
type service struct {
	mu     sync.Mutex
	orders []*order // the newest first
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	segments := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	method, route := http.MethodGet, segments[0]
	if len(segments) > 1 {
		route += "/{id}"
	}
	if len(segments) > 2 {
		route += "/" + strings.Join(segments[2:], "/")
	}
	_, call, _ := strings.Cut(route, "orders/{id}/")
	switch route {
	case "ping", "orders/{id}", "orders/{id}/state", "customers/{id}/orders", "merchants/{id}/queue", "drivers/{id}/current", "drivers/{id}/busy":
	default:
		method = http.MethodPost
		if route != "orders" && !slices.Contains(calls, call) {
			answerJSON(w, http.StatusNotFound, nil)
			return
		}
	}
	if len(segments) > 1 && segments[1] == "" {
		answerJSON(w, http.StatusNotFound, nil)
		return
	}
	if r.Method != method {
		w.Header().Set("Allow", method)
		answerJSON(w, http.StatusMethodNotAllowed, nil)
		return
	}
	id := ""
	if len(segments) > 1 {
		id, _ = url.PathUnescape(segments[1])
	}
	s.answer(w, r, route, call, id)
}

// answer answers a route that there is, with its method.
func (s *service) answer(w http.ResponseWriter, r *http.Request, route, call, id string) {
	match := func(ok func(*order) bool) []*order {
		found := []*order{}
		for _, o := range s.orders {
			if ok(o) {
				found = append(found, o)
			}
		}
		return found
	}
	driving := func() []*order {
		return match(func(o *order) bool { return o.Driver == id && o.State != "COMPLETE" })
	}
	switch route {
	case "ping":
		io.WriteString(w, "pong")
	case "orders":
		ids, status := readIDs(w, r, "customer_id", "merchant_id")
		if status != http.StatusOK {
			answerJSON(w, status, nil)
			return
		}
		o := &order{int64(len(s.orders) + 1), ids["customer_id"], ids["merchant_id"], "", "CREATED"}
		s.orders = append([]*order{o}, s.orders...)
		w.Header().Set("Location", fmt.Sprintf("/orders/%d", o.ID))
		answerJSON(w, http.StatusCreated, o)
	case "customers/{id}/orders":
		found := match(func(o *order) bool { return o.Customer == id })
		answerJSON(w, http.StatusOK, found[:min(100, len(found))])
	case "merchants/{id}/queue":
		answerJSON(w, http.StatusOK, map[string]int{"waiting": len(match(func(o *order) bool { return o.Merchant == id && o.State == states[1] }))})
	case "drivers/{id}/busy":
		answerJSON(w, http.StatusOK, map[string]bool{"busy": len(driving()) > 0})
	case "drivers/{id}/current":
		if found := driving(); len(found) > 0 {
			answerJSON(w, http.StatusOK, found[0])
			return
		}
		answerJSON(w, http.StatusNotFound, nil)
	default:
		found := match(func(o *order) bool { return strconv.FormatInt(o.ID, 10) == id })
		driver, status := map[string]string{}, http.StatusOK
		if call == "pickup" {
			driver, status = readIDs(w, r, "driver_id")
		}
		switch {
		case len(found) == 0:
			answerJSON(w, http.StatusNotFound, nil)
		case route == "orders/{id}":
			answerJSON(w, http.StatusOK, found[0])
		case status != http.StatusOK:
			answerJSON(w, status, nil)
		default:
			move(w, found[0], call, driver["driver_id"])
		}
	}
}

// move makes a call on an order; "state" is one that leaves it where it is.
func move(w http.ResponseWriter, o *order, call, driver string) {
	if i := slices.Index(calls, call); i >= 0 {
		if o.State != states[i] {
			answerJSON(w, http.StatusConflict, map[string]string{"error": "the order is in state " + o.State})
			return
		}
		o.State = states[i+1]
		if driver != "" {
			o.Driver = driver
		}
	}
	answerJSON(w, http.StatusOK, map[string]any{"id": o.ID, "state": o.State})
}

func readIDs(w http.ResponseWriter, r *http.Request, fields ...string) (map[string]string, int) {
	if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mediaType != "application/json" {
		return nil, http.StatusUnsupportedMediaType
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	if err != nil {
		return nil, http.StatusRequestEntityTooLarge
	}
	var ids map[string]string
	if json.Unmarshal(raw, &ids) != nil || len(ids) != len(fields) {
		return nil, http.StatusBadRequest
	}
	for _, field := range fields {
		if id := ids[field]; id == "" || id != strings.TrimSpace(id) || strings.ContainsRune(id, utf8.RuneError) || utf8.RuneCountInString(id) > 64 {
			return nil, http.StatusBadRequest
		}
	}
	return ids, http.StatusOK
}

// answerJSON answers with value; nil is an error's text.
func answerJSON(w http.ResponseWriter, status int, value any) {
	if value == nil {
		value = map[string]string{"error": http.StatusText(status)}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}

// recorder is a test that keeps what is said of it to itself.
type recorder struct {
	testing.TB
	out      bytes.Buffer
	failed   bool
	cleanups []func()
}

func (r *recorder) Cleanup(f func())  { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Fail()             { r.failed = true }
func (r *recorder) Name() string      { return "TestX" }
func (r *recorder) Output() io.Writer { return &r.out }
func (r *recorder) Fatalf(format string, args ...any) {
	r.failed = true
	fmt.Fprintf(&r.out, format+"\n", args...)
	runtime.Goexit()
}

// judge returns what a part of the suite says of the service behind handler: ""
// is nothing.
func judge(t *testing.T, part func(*verdict.Verdict, string), handler http.Handler) string {
	server := httptest.NewServer(handler)
	defer server.Close()
	r := &recorder{TB: t}
	ended := make(chan bool)
	go func() { // Fatalf ends the goroutine
		defer close(ended)
		defer func() {
			for _, f := range slices.Backward(r.cleanups) {
				f()
			}
		}()
		part(verdict.For(r, "9.9"), server.URL)
	}()
	<-ended
	if r.failed != (r.out.Len() > 0) {
		t.Errorf("failed = %v, but it said %q", r.failed, r.out.String())
	}
	return strings.Join(strings.Fields(r.out.String()), " ") // unwrapped
}

func oneWinner(v *verdict.Verdict, base string) { OneWinner(v, 20, base, base) }

func TestContractIsKept(t *testing.T) {
	handler := &service{}
	for range 2 { // again on the same orders
		for name, part := range map[string]func(*verdict.Verdict, string){"Contract": Contract, "OneWinner": oneWinner} {
			if said := judge(t, part, handler); said != "" {
				t.Errorf("%s of a right service says: %s", name, said)
			}
		}
	}
}

// TestContractIsBroken breaks one thing at a time in the answers of a right
// service. The part of the suite that is about it must say so.
func TestContractIsBroken(t *testing.T) {
	status := func(method, path string, from, to int) func(*http.Request, *httptest.ResponseRecorder) {
		return func(r *http.Request, a *httptest.ResponseRecorder) {
			if r.Method == method && strings.HasSuffix(r.URL.Path, path) && a.Code == from {
				a.Code = to
			}
		}
	}
	header := func(name, value string, statuses ...int) func(*http.Request, *httptest.ResponseRecorder) {
		return func(_ *http.Request, a *httptest.ResponseRecorder) {
			if slices.Contains(statuses, a.Code) {
				a.Header().Set(name, value)
			}
		}
	}
	body := func(path, old, changed string) func(*http.Request, *httptest.ResponseRecorder) {
		return func(r *http.Request, a *httptest.ResponseRecorder) {
			if strings.HasSuffix(r.URL.Path, path) {
				a.Body = bytes.NewBufferString(strings.ReplaceAll(a.Body.String(), old, changed))
			}
		}
	}
	tests := []struct {
		name  string
		part  func(*verdict.Verdict, string)
		spoil func(*http.Request, *httptest.ResponseRecorder)
		want  string // in what the suite says
	}{
		{"another pong", Routing, body("/ping", "pong", "ok"), "want 200 OK pong"},
		{"no 404", Routing, status("GET", "/order", 404, 200), "this path is no route"},
		{"404 for 405", Routing, status("PUT", "/orders", 405, 404), "the path exists, the method does not"},
		{"no Allow", Routing, header("Allow", "", 405), `405 with Allow ""`},
		{"more in Allow", Routing, header("Allow", "GET, POST", 405), `405 with Allow "GET, POST"`},
		{"an error in plain text", Routing, body("/ping", `{"error":`, `nothing: `), "from one place"},
		{"an error as text/plain", Routing, header("Content-Type", "text/plain", 405), "as text/plain"},
		{"SQL in an error", Routing, body("", "Not Found", "SELECT state FROM orders"), "SQL, stacks, addresses"},

		{"200 for 201", Create, status("POST", "/orders", 201, 200), "want 201 Created"},
		{"no Location", Create, header("Location", "", 201), `201 with Location ""`},
		{"Location of nothing", Create, header("Location", "/orders/1?", 201), `201 with Location "/orders/1?"`},
		{"half an order", Create, body("/orders", `"merchant_id"`, `"merchant"`), "the whole order"},
		{"500 for 400", Create, status("POST", "/orders", 400, 500), "want 400 Bad Request"},
		{"500 for 400 at pickup", Create, status("POST", "/pickup", 400, 500), "/pickup"},
		{"400 for 413", Create, status("POST", "/orders", 413, 400), "want 413"},
		{"400 for 415", Create, status("POST", "/orders", 415, 400), "want 415"},
		{"only the first id checked", Create, func(r *http.Request, a *httptest.ResponseRecorder) {
			if sent, _ := io.ReadAll(r.Body); bytes.Contains(sent, []byte(`"merchant_id":null`)) {
				a.Code = http.StatusCreated
			}
		}, "a missing id"},
		{"an order 0", Create, status("GET", "/orders/0", 404, 200), "an id is a positive integer"},

		{"no such state", Life, body("/state", "DRIVER_OTW_TO_PICKUP", "DRIVER_ON_THE_WAY"), "GetState tells the state"},
		{"a call that answers less", Life, body("/allocate", `"state"`, `"status"`), "this call moves an order from CREATED"},
		{"an order without its driver", Life, body("", `"driver_id"`, `"rider"`), "who is involved"},
		{"nobody waits", Life, body("/queue", "1", "0"), "what waits for a driver"},
		{"nobody rides", Life, body("/busy", "true", "false"), "busy from pickup to complete"},
		{"a driver without current", Life, status("GET", "/current", 200, 404), "the one on the way"},
		{"500 for no such order", Life, status("POST", "/9007199254740991/pickup", 404, 500), "no such order"},

		{"200 for 409", Transitions, status("POST", "/complete", 409, 200), "a call in the wrong state must be refused"},
		{"409 for 200", Transitions, status("POST", "/complete", 200, 409), "legal in this state"},
		{"409 without the state", Transitions, func(_ *http.Request, a *httptest.ResponseRecorder) {
			if a.Code == http.StatusConflict {
				a.Body = bytes.NewBufferString(`{"error":"wrong state"}`)
			}
		}, "needs to know where the order is"},

		{"null for no orders", Lookups, body("/orders", "[]", "null"), "no orders is an empty list"},
		{"404 for no orders", Lookups, status("GET", "/queue", 200, 404), "empty queue"},
		{"the oldest first", Newest, func(r *http.Request, a *httptest.ResponseRecorder) {
			var orders []order
			if json.Unmarshal(a.Body.Bytes(), &orders) == nil && strings.HasSuffix(r.URL.Path, "/orders") {
				slices.Reverse(orders)
				a.Body.Reset()
				json.NewEncoder(a.Body).Encode(orders)
			}
		}, "the newest first"},
		{"Alice is alice", Lookups, body("/orders", "Alice", "alice"), "ids are compared exactly"},

		{"two winners", oneWinner, status("POST", "/pickup", 409, 200), "two drivers ride for one meal"},
		{"no winner", oneWinner, status("POST", "/pickup", 200, 409), "map[409:20]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			right := &service{}
			said := judge(t, tt.part, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				sent, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(bytes.NewReader(sent))
				a := httptest.NewRecorder()
				right.ServeHTTP(a, r)
				r.Body = io.NopCloser(bytes.NewReader(sent))
				tt.spoil(r, a)
				maps.Copy(w.Header(), a.Header())
				w.WriteHeader(a.Code)
				w.Write(a.Body.Bytes())
			}))
			if !strings.Contains(said, tt.want) {
				t.Errorf("the suite says: %s\nwant %q in it", said, tt.want)
			}
		})
	}
}

// TestNoAnswer checks that a service that is gone ends the test, with its call.
func TestNoAnswer(t *testing.T) {
	gone := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	if said := judge(t, Life, gone); !strings.Contains(said, "POST /orders") || !strings.Contains(said, "no answer") {
		t.Errorf("the suite says: %s\nwant the call that got no answer", said)
	}
}

func TestAbbreviate(t *testing.T) {
	// An é is two bytes, and is not cut in two.
	for text, want := range map[string]string{"aé": "aé", "abcdefg": "abcd… (7 bytes)", "abcéé": "abc… (7 bytes)"} {
		if got := abbreviate(text, 4); got != want {
			t.Errorf("abbreviate(%q) = %q; want %q", text, got, want)
		}
	}
}
