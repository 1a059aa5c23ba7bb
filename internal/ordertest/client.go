// Package ordertest is the HTTP contract of the order service as one suite. It
// speaks only HTTP, to any base URL: a step's tests run it over an in-memory
// repository, the lab's over the built service on a real database.
//
// Every check creates orders under names of its own, so that the suite may run
// again, and several times at once, on one database.
package ordertest

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"example.com/metricsworkshop/internal/verdict"
)

// client calls the service at base and adds what is wrong to its verdict.
type client struct {
	*verdict.Verdict
	base string
	http *http.Client
	run  string // makes the ids of this run its own
}

func newClient(v *verdict.Verdict, base string) *client {
	// A redirect is an answer to judge, not to follow.
	transport := &http.Transport{}
	v.Cleanup(transport.CloseIdleConnections)
	return &client{
		Verdict: v,
		base:    base,
		run:     rand.Text()[:8],
		http: &http.Client{
			Transport:     transport,
			Timeout:       30 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// answer is what came back for one call.
type answer struct {
	call   string // the call, for the finding
	status int
	header http.Header
	body   string
}

func (a answer) String() string {
	return fmt.Sprintf("%d %s %s", a.status, http.StatusText(a.status), abbreviate(a.body, 300))
}

// send makes one call, and ends the test if no answer comes. A body of "" is no
// body; contentType "" sends none.
func (c *client) send(method, path, contentType, body string) answer {
	c.Helper()
	a, err := c.try(method, path, contentType, body)
	if err != nil {
		c.Fatalf("%s: no answer: %v", a.call, err)
	}
	return a
}

// try is send for any goroutine: it leaves the error to the caller.
func (c *client) try(method, path, contentType, body string) (answer, error) {
	a := answer{call: method + " " + abbreviate(path, 80)}
	switch {
	case body == "":
	case contentType == "":
		a.call += " without a Content-Type, " + abbreviate(body, 120)
	case contentType == "application/json":
		a.call += " " + abbreviate(body, 120)
	default:
		a.call += " as " + contentType + ", " + abbreviate(body, 120)
	}
	request, err := http.NewRequestWithContext(c.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		return a, err
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	a.status, a.header, a.body = response.StatusCode, response.Header, string(raw)
	return a, err
}

func (c *client) get(path string) answer {
	c.Helper()
	return c.send(http.MethodGet, path, "", "")
}

// post sends body as JSON; "" is no body.
func (c *client) post(path, body string) answer {
	c.Helper()
	contentType := ""
	if body != "" {
		contentType = "application/json"
	}
	return c.send(http.MethodPost, path, contentType, body)
}

// expect adds a finding unless a has the status and, where want is not empty,
// the same JSON as want. It reports whether all was well.
func (c *client) expect(a answer, status int, want, why string) bool {
	if a.status == status && (want == "" || sameJSON(a.body, want)) {
		return true
	}
	c.Wrong(verdict.Finding{
		Called: a.call,
		Got:    a.String(),
		Want:   fmt.Sprintf("%d %s %s", status, http.StatusText(status), want),
		Why:    why,
	})
	return false
}

// expectError is expect for an error: JSON with a text that gives nothing away.
func (c *client) expectError(a answer, status int, why string) bool {
	if !c.expect(a, status, "", why) {
		return false
	}
	var body map[string]string
	err := json.Unmarshal([]byte(a.body), &body)
	text := strings.ToLower(body["error"])
	finding := verdict.Finding{Called: a.call, Got: a.String(), Want: fmt.Sprintf(`%d {"error":"…"} as application/json`, status)}
	switch {
	case err != nil || len(body) != 1 || text == "":
		finding.Why = "clients read the error's text from one place"
	case a.header.Get("Content-Type") != "application/json":
		finding.Got += " as " + a.header.Get("Content-Type")
		finding.Why = "a client decides by the content type whether it can read the answer"
	case strings.Contains(text, "select ") || strings.Contains(text, "goroutine ") || strings.Contains(text, "127.0.0.1") ||
		strings.Contains(text, "struct") || strings.Contains(text, "json:"):
		finding.Why = "SQL, stacks, addresses and Go's types belong into the log: they tell an attacker how the service is built"
	default:
		return true
	}
	c.Wrong(finding)
	return false
}

// create makes an order and returns its id.
func (c *client) create(customer, merchant string) int64 {
	c.Helper()
	a := c.post("/orders", fmt.Sprintf(`{"customer_id":%q,"merchant_id":%q}`, customer, merchant))
	var order struct {
		ID int64 `json:"id"`
	}
	if err := json.Unmarshal([]byte(a.body), &order); err != nil || a.status != http.StatusCreated || order.ID <= 0 {
		c.Fatalf("%s: got %s; want 201 with the order and its id: the rest of the contract needs an order", a.call, a)
	}
	return order.ID
}

// name returns an id for a party of this run.
func (c *client) name(party string) string { return party + "-" + c.run }

func sameJSON(got, want string) bool {
	var g, w any
	if json.Unmarshal([]byte(got), &g) != nil || json.Unmarshal([]byte(want), &w) != nil {
		return false
	}
	return reflect.DeepEqual(g, w)
}

// abbreviate keeps a long text's head and says how long the text was.
func abbreviate(s string, limit int) string {
	head := strings.TrimSpace(s)
	if len(s) <= limit {
		return head
	}
	limit = min(limit, len(head))
	for limit < len(head) && !utf8.RuneStart(head[limit]) {
		limit--
	}
	return fmt.Sprintf("%s… (%d bytes)", head[:limit], len(s))
}
