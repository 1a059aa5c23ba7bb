package dashboard

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/profiles"
)

func TestRequests(t *testing.T) {
	s, lab := start(t, patient)
	tests := []struct {
		name, path, body string
		status           int
		took             string // what the lab is asked for, "" for nothing
		text             string // in the error
	}{
		{"load", "/api/load", `{"rate":50,"hits":30,"lookup":"busy","seconds":60}`, 204, "load {Rate:50 Hits:30 Lookup:busy Seconds:60}", ""},
		{"load, spaced", "/api/load", " {\"rate\": 50}\n", 204, "load {Rate:50 Hits:0 Lookup: Seconds:0}", ""},
		{"load, no body", "/api/load", "", 400, "", "not what is wanted"},
		{"load, no JSON", "/api/load", "rate=50", 400, "", "not what is wanted"},
		{"load, unknown field", "/api/load", `{"rate":50,"url":"http://192.0.2.1/"}`, 400, "", `unknown field \"url\"`},
		{"load, wrong type", "/api/load", `{"rate":"50"}`, 400, "", "rate"},
		{"load, fraction", "/api/load", `{"rate":0.5}`, 400, "", "rate"},
		{"load, too large a number", "/api/load", `{"rate":1e99}`, 400, "", "rate"},
		{"load, list", "/api/load", `[{"rate":50}]`, 400, "", "not what is wanted"},
		{"load, cut", "/api/load", `{"rate":50`, 400, "", "not what is wanted"},
		{"load, two values", "/api/load", `{"rate":50}{"rate":60}`, 400, "", "more than one"},
		{"load, more behind it", "/api/load", `{"rate":50}]`, 400, "", "more than one"},
		{"stop the load", "/api/load/stop", "{}", 204, "stop load", ""},
		{"start", "/api/want", `{"do":"start","step":"2"}`, 202, "want {Do:start Step:2}", ""},
		{"restart", "/api/want", `{"do":"restart"}`, 202, "want {Do:restart Step:}", ""},
		{"stop", "/api/want", `{"do":"stop"}`, 202, "want {Do:stop Step:}", ""},
		{"start of nothing", "/api/want", `{"do":"start"}`, 400, "", "no such step"},
		{"start of what is not listed", "/api/want", `{"do":"start","step":"../../bin"}`, 400, "", "no such step"},
		{"stop of a step", "/api/want", `{"do":"stop","step":"2"}`, 400, "", "only start"},
		{"unknown want", "/api/want", `{"do":"build"}`, 400, "", "start, restart or stop"},
		{"null", "/api/want", `null`, 400, "", "start, restart or stop"},
		{"line", "/api/statsd", `{"line":"hello:1|c"}`, 204, "statsd hello:1|c", ""},
		{"line that the server refuses", "/api/statsd", `{"line":"hällo <b>"}`, 204, "statsd hällo <b>", ""},
		{"no line", "/api/statsd", `{}`, 400, "", "empty"},
		{"two lines", "/api/statsd", `{"line":"a:1|c\nb:1|c"}`, 400, "", "one line"},
		{"long line", "/api/statsd", `{"line":"` + strings.Repeat("x", maxLine+1) + `"}`, 400, "", "too long"},
		{"profile", "/api/profiles", `{"kind":"heap"}`, 201, "take heap 0", ""},
		{"CPU profile", "/api/profiles", `{"kind":"cpu","seconds":5}`, 201, "take cpu 5", ""},
		{"profile, unknown field", "/api/profiles", `{"kind":"heap","file":"x"}`, 400, "", "unknown field"},
		{"difference", "/api/profiles/diff", `{"base":"1","id":"2"}`, 201, "diff 1 2", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, body := send(t, s, http.MethodPost, tt.path, tt.body, asJSON)
			if tt.took != "" {
				checkTook(t, lab, tt.took)
			} else {
				checkTook(t, lab)
				checkError(t, answer, body, tt.status, strings.ReplaceAll(tt.text, `\"`, `"`))
			}
			if answer.StatusCode != tt.status {
				t.Errorf("answer = %d %s; want %d", answer.StatusCode, body, tt.status)
			}
		})
	}
}

func TestErrorsOfTheLab(t *testing.T) {
	s, lab := start(t, patient)
	requests := map[string]string{
		"/api/load":          `{"rate":50}`,
		"/api/load/stop":     `{}`,
		"/api/want":          `{"do":"stop"}`,
		"/api/statsd":        `{"line":"hello:1|c"}`,
		"/api/profiles":      `{"kind":"heap"}`,
		"/api/profiles/diff": `{"base":"1","id":"2"}`,
	}
	tests := []struct {
		name   string
		err    error
		status int
	}{
		{"refusal", &Refusal{409, "a load of the terminal runs: stop it first"}, 409},
		{"refusal in an error", fmt.Errorf("load: %w", &Refusal{400, "rate must be from 1 to 1000"}), 400},
		{"refusal of a profile", &profiles.Refusal{Status: 409, Text: "no service runs: start one"}, 409},
		{"any other", errors.New("nothing answers"), 503},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lab.err = tt.err
			for path, body := range requests {
				answer, text := send(t, s, http.MethodPost, path, body, asJSON)
				checkError(t, answer, text, tt.status, tt.err.Error())
			}
		})
	}
}

func TestProfiles(t *testing.T) {
	s, lab := start(t, patient)
	stream := follow(t, s)
	if _, body := send(t, s, http.MethodGet, "/api/profiles", ""); !strings.HasPrefix(body, `[{"id":"1",`) {
		t.Errorf("GET /api/profiles = %s; want the list", body)
	}
	_, body := send(t, s, http.MethodPost, "/api/profiles", `{"kind":"goroutine"}`, asJSON)
	if !strings.HasPrefix(body, `{"id":"3","kind":"goroutine",`) {
		t.Errorf("POST /api/profiles = %s; want the snapshot", body)
	}
	if name, data := stream.next(t); name != live.EventProfiles || !strings.HasPrefix(data, `[{"id":"1",`) {
		t.Errorf("then the event is %s %s; want profiles and the list", name, data)
	}
	lab.took()
	answer, body := send(t, s, http.MethodGet, "/pprof/1/flamegraph?f=x", "")
	if got := answer.Header.Get("Content-Security-Policy"); body != "flames" || got != profiles.ContentSecurityPolicy {
		t.Errorf("GET /pprof/1/flamegraph = %q with the policy %q; want those of Profiles", body, got)
	}
	checkTook(t, lab, "pprof /pprof/1/flamegraph")
}

// TestSettingsOfPprofAreOutOfReach asks for what would write a file into the user's
// home.
func TestSettingsOfPprofAreOutOfReach(t *testing.T) {
	s, lab := start(t, patient)
	for _, path := range []string{
		"/pprof/1/saveconfig", "/pprof/1/saveconfig?config=x", "/pprof/1/deleteconfig", "/pprof/saveconfig", "/pprof/1/SaveConfig",
		"/pprof/1/saveconfig/", "/pprof/1/%73aveconfig", "/pprof/1/x%2Fsaveconfig", "/pprof/1/saveconfig%2F", "/pprof/1/saveconfig%2F.",
	} {
		answer, body := send(t, s, http.MethodGet, path, "")
		checkError(t, answer, body, http.StatusForbidden, "keeps no settings")
	}
	for _, path := range []string{"/pprof/1/./saveconfig", "/pprof//1//saveconfig", "/pprof/1/saveconfig/x/.."} {
		answer := raw(t, s, "GET "+path+" HTTP/1.1\r\nHost: 127.0.0.1:"+s.port()+"\r\n\r\n")
		if !strings.HasPrefix(answer, "HTTP/1.1 307") {
			t.Errorf("GET %s is answered with %q; want a redirect to the clean path", path, answer)
		}
	}
	checkTook(t, lab)
}

func TestUnknownPathsAreExplained(t *testing.T) {
	s, _ := start(t, patient)
	answer, body := send(t, s, http.MethodGet, "/api/nothing", "")
	checkError(t, answer, body, http.StatusNotFound, "there is no /api/nothing here")
	answer, body = send(t, s, http.MethodGet, "/api/load", "")
	checkError(t, answer, body, http.StatusMethodNotAllowed, "POST")
	if got := answer.Header.Get("Allow"); got != "POST" {
		t.Errorf("Allow = %q; want POST", got)
	}
}

func TestReport(t *testing.T) {
	s, _ := start(t, patient)
	answer, body := send(t, s, http.MethodGet, "/report", "")
	checkError(t, answer, body, http.StatusNotFound, "go tool workshop demo")
	s.SetComparison(live.Comparison{
		Sides:   []live.Side{{Label: "leaky", Result: &live.Done{}}, {Label: "fixed", Result: &live.Done{}}},
		Verdict: "the leak showed and the fix held",
	})
	answer, body = send(t, s, http.MethodGet, "/report", "")
	if answer.StatusCode != http.StatusOK || !strings.Contains(body, "the leak showed and the fix held") {
		t.Errorf("GET /report = %d %s; want the verdict", answer.StatusCode, body)
	}
	if got := answer.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("Content-Type = %q; want HTML", got)
	}
	if got := answer.Header.Get("Content-Security-Policy"); got != reportPolicy {
		t.Errorf("Content-Security-Policy = %q; want %q", got, reportPolicy)
	}
}
