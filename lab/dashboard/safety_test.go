package dashboard

import (
	"net/http"
	"strings"
	"testing"
)

// TestAttacks sends what other sites can make a browser send, and what programs send
// that are no browser. Nothing of it may reach the lab.
func TestAttacks(t *testing.T) {
	s, lab := start(t, patient)
	const load = `{"rate":1000,"hits":100,"lookup":"","seconds":600}`
	tests := []struct {
		name, method, path, body string
		headers                  []string
		status                   int
	}{
		{"DNS rebinding", "POST", "/api/load", load, []string{asJSON, "Host: evil.example:PORT"}, 403},
		{"DNS rebinding, same origin", "POST", "/api/load", load, []string{asJSON, "Host: evil.example:PORT", "Origin: http://evil.example:PORT", "Sec-Fetch-Site: same-origin"}, 403},
		{"DNS rebinding reads the page", "GET", "/", "", []string{"Host: evil.example:PORT"}, 403},
		{"DNS rebinding reads the events", "GET", "/events", "", []string{"Host: evil.example:PORT"}, 403},
		{"DNS rebinding reads profiles", "GET", "/pprof/1/flamegraph", "", []string{"Host: evil.example:PORT"}, 403},
		{"name that begins as ours", "POST", "/api/load", load, []string{asJSON, "Host: localhost.evil.example:PORT"}, 403},
		{"name that begins as our address", "POST", "/api/load", load, []string{asJSON, "Host: 127.0.0.1.evil.example:PORT"}, 403},
		{"address of the network", "POST", "/api/load", load, []string{asJSON, "Host: 192.0.2.1:PORT"}, 403},
		{"unspecified address", "POST", "/api/load", load, []string{asJSON, "Host: 0.0.0.0:PORT"}, 403},
		{"another port", "POST", "/api/load", load, []string{asJSON, "Host: 127.0.0.1:1"}, 403},
		{"no port", "POST", "/api/load", load, []string{asJSON, "Host: 127.0.0.1"}, 403},

		{"another site", "POST", "/api/load", load, []string{asJSON, "Sec-Fetch-Site: cross-site"}, 403},
		{"another port of this machine", "POST", "/api/load", load, []string{asJSON, "Sec-Fetch-Site: same-site"}, 403},
		{"origin of a file or sandbox", "POST", "/api/load", load, []string{asJSON, "Origin: null"}, 403},
		{"origin of another port", "POST", "/api/load", load, []string{asJSON, "Origin: http://127.0.0.1:1"}, 403},
		{"origin of another name", "POST", "/api/load", load, []string{asJSON, "Origin: http://localhost:PORT"}, 403},
		{"preflight", "OPTIONS", "/api/load", "", []string{"Origin: http://evil.example", "Access-Control-Request-Method: POST", "Sec-Fetch-Site: cross-site"}, 403},
		{"preflight of an old browser", "OPTIONS", "/api/load", "", []string{"Access-Control-Request-Method: POST"}, 405},

		{"simple request", "POST", "/api/load", load, []string{"Content-Type: text/plain"}, 415},
		{"form", "POST", "/api/load", `{"rate":1000,"x":"=y"}`, []string{"Content-Type: application/x-www-form-urlencoded"}, 415},
		{"form with a file", "POST", "/api/load", "--x--", []string{"Content-Type: multipart/form-data; boundary=x"}, 415},
		{"no type", "POST", "/api/load", load, nil, 415},
		{"malformed type", "POST", "/api/load", load, []string{"Content-Type: application/json;;"}, 415},
		{"form stops the load", "POST", "/api/load/stop", "", []string{"Content-Type: text/plain"}, 415},

		{"image of another site", "GET", "/pprof/1/graph", "", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"}, 403},
		{"script of another port", "GET", "/api/profiles", "", []string{"Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"}, 403},
		{"events for another site", "GET", "/events", "", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"}, 403},
		{"frame of another site", "GET", "/", "", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"}, 403},

		{"link that starts a load", "GET", "/api/load", "", nil, 405},
		{"link that stops it", "GET", "/api/load/stop", "", nil, 405},
		{"link that starts a service", "GET", "/api/want", "", nil, 405},
		{"link that sends a line", "GET", "/api/statsd", "", nil, 405},
		{"link that makes a difference", "GET", "/api/profiles/diff", "", nil, 405},
		{"method in a header", "GET", "/api/load", load, []string{asJSON, "X-HTTP-Method-Override: POST"}, 405},
		{"other method", "PUT", "/api/load", load, []string{asJSON}, 405},
		{"post to pprof", "POST", "/pprof/1/saveconfig", "{}", []string{asJSON}, 405},
		{"large body", "POST", "/api/load", strings.Repeat(" ", maxBody) + load, []string{asJSON}, 413},
		{"large value", "POST", "/api/statsd", `{"line":"` + strings.Repeat("x", 1<<20) + `"}`, []string{asJSON}, 413},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, body := send(t, s, tt.method, tt.path, tt.body, tt.headers...)
			checkError(t, answer, body, tt.status, "")
			checkTook(t, lab)
			for name := range answer.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("the answer has the header %s: another site could read it", name)
				}
			}
		})
	}
}

func TestOwnRequestsPass(t *testing.T) {
	s, lab := start(t, patient)
	tests := []struct {
		name, method, path, body string
		headers                  []string
		status                   int
	}{
		{"the page's script", "POST", "/api/load/stop", "{}", []string{asJSON, "Sec-Fetch-Site: same-origin", "Origin: http://127.0.0.1:PORT"}, 204},
		{"of an old browser", "POST", "/api/load/stop", "{}", []string{asJSON, "Origin: http://127.0.0.1:PORT"}, 204},
		{"by the other name", "POST", "/api/load/stop", "{}", []string{asJSON, "Host: localhost:PORT", "Origin: http://localhost:PORT"}, 204},
		{"curl", "POST", "/api/load/stop", "", []string{asJSON}, 204},
		{"with a charset", "POST", "/api/load/stop", "{}", []string{"Content-Type: Application/JSON; charset=utf-8"}, 204},
		{"reading", "GET", "/api/profiles", "", []string{"Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"}, 200},
		{"address bar", "GET", "/", "", []string{"Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"}, 200},
		{"link of another site", "GET", "/", "", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"}, 200},
		{"head", "HEAD", "/", "", nil, 200},
		{"head of the events, which never end", "HEAD", "/events", "", nil, 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, body := send(t, s, tt.method, tt.path, tt.body, tt.headers...)
			if answer.StatusCode != tt.status {
				t.Errorf("answer = %d %s; want %d", answer.StatusCode, body, tt.status)
			}
			if asked := len(lab.took()) > 0; asked != (tt.method == "POST") {
				t.Errorf("the lab was asked: %v; want %v", asked, !asked)
			}
		})
	}
}

func TestOwnHost(t *testing.T) {
	tests := []struct {
		host, port string
		want       bool
	}{
		{"127.0.0.1:8090", "8090", true},
		{"127.9.9.9:8090", "8090", true},
		{"[::1]:8090", "8090", true},
		{"LocalHost:8090", "8090", true},
		{"127.0.0.1", "80", true},
		{"[::1]", "80", true},
		{"localhost", "80", true},
		{"", "8090", false},
		{"", "80", false},
		{":8090", "8090", false},
		{"127.0.0.1", "8090", false},
		{"127.0.0.1:8091", "8090", false},
		{"127.0.0.1:08090", "8090", false},
		{"::1:8090", "8090", false},
		{"[::1%lo]:8090", "8090", false},
		{"[::]:8090", "8090", false},
		{"0.0.0.0:8090", "8090", false},
		{"127.1:8090", "8090", false},
		{"0x7f000001:8090", "8090", false},
		{"localhost.:8090", "8090", false},
		{"localhost.evil.example:8090", "8090", false},
		{"x@127.0.0.1:8090", "8090", false},
	}
	for _, tt := range tests {
		if got := ownHost(tt.host, tt.port); got != tt.want {
			t.Errorf("ownHost(%q, %q) = %v; want %v", tt.host, tt.port, got, tt.want)
		}
	}
}

func TestHeaders(t *testing.T) {
	s, _ := start(t, patient)
	s.options.Store.AddOutput("x")
	for _, path := range []string{"/", "/assets/index.html/", "/api/profiles", "/nowhere"} {
		answer, _ := send(t, s, http.MethodGet, path, "")
		for name, want := range map[string]string{
			"Content-Security-Policy":      policy,
			"Cross-Origin-Resource-Policy": "same-origin",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "no-referrer",
			"Cache-Control":                "no-cache",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("GET %s has %s: %q; want %q", path, name, got, want)
			}
		}
	}
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'self'") {
		t.Errorf("the page's policy is %s; want no inline scripts, and nothing from elsewhere", policy)
	}
}
