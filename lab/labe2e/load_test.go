package labe2e

import (
	"net/http"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/live"
)

// TestLoadRefused asks the page for loads that may not be.
func TestLoadRefused(t *testing.T) {
	t.Parallel()
	l := openLab(t)
	const good = `{"rate":10,"hits":0,"lookup":"","seconds":5}`
	if status, text := l.page.post("api/load", good); status != http.StatusConflict || !strings.Contains(text, "start one first") {
		t.Errorf("a load without a service is %d, %s; want 409", status, text)
	}
	l.page.ask("api/want", live.Want{Do: "start", Step: "solutions/step02-statsd"})
	l.page.untilService(live.ServiceRunning)

	tests := []struct {
		name, body string
		headers    []header
		status     int
		want       string // of the text
	}{
		{"no rate", `{"rate":0,"hits":0,"lookup":"","seconds":5}`, nil, 400, "1 to 1000"},
		{"too fast", `{"rate":1001,"hits":0,"lookup":"","seconds":5}`, nil, 400, "1 to 1000"},
		{"too short", `{"rate":10,"hits":0,"lookup":"","seconds":0}`, nil, 400, "from 1 to 600"},
		{"too long", `{"rate":10,"hits":0,"lookup":"","seconds":601}`, nil, 400, "from 1 to 600"},
		{"too many hits", `{"rate":10,"hits":101,"lookup":"","seconds":5}`, nil, 400, "100"},
		{"no such lookup", `{"rate":10,"hits":0,"lookup":"all","seconds":5}`, nil, 400, "all"},
		{"too many in all", `{"rate":1000,"hits":0,"lookup":"","seconds":181}`, nil, 400, "180000 are the most"},
		{"too many that leak", `{"rate":1000,"hits":100,"lookup":"busy","seconds":8}`, nil, 400, "7500 are the most"},
		{"no JSON", `rate=10`, nil, 400, ""},
		{"another field", `{"rate":10,"hits":0,"lookup":"","seconds":5,"url":"http://127.0.0.1:1/"}`, nil, 400, "url"},
		{"too big", `{"lookup":"` + strings.Repeat("x", 5000) + `"}`, nil, 413, ""},
		{"a form", good, []header{{"Content-Type", "application/x-www-form-urlencoded"}}, 415, "application/json"},
		{"a plain text", good, []header{{"Content-Type", "text/plain"}}, 415, "application/json"},
		{"from another site", good, []header{{"Origin", "http://elsewhere.example"}}, 403, "another site"},
		{"from another port", good, []header{{"Origin", "http://127.0.0.1:1"}}, 403, "another site"},
		{"from nowhere", good, []header{{"Origin", "null"}}, 403, "another site"},
		{"as a browser says of another site", good, []header{{"Sec-Fetch-Site", "cross-site"}}, 403, "another site"},
		{"as a browser says of another port", good, []header{{"Sec-Fetch-Site", "same-site"}}, 403, "another site"},
		{"by another name", good, []header{{"Host", "lab.example"}}, 403, "not the lab's name"},
	}
	for _, tt := range tests {
		status, text := l.page.post("api/load", tt.body, tt.headers...)
		if status != tt.status || !strings.Contains(text, tt.want) || !strings.HasPrefix(text, `{"error":"`) {
			t.Errorf("%s: %d, %s; want %d, and %q in an error", tt.name, status, text, tt.status, tt.want)
		}
	}
	if load := l.page.state().Load; load.State != live.LoadIdle {
		t.Errorf("after all that was refused the load is %+v; want none", load)
	}
	if status, text := l.page.post("api/load", good, header{"Origin", strings.TrimSuffix(l.page.url, "/")}, header{"Sec-Fetch-Site", "same-origin"}); status != http.StatusNoContent {
		t.Errorf("a load from the page itself is %d, %s; want 204", status, text)
	}
	l.page.until("the load begins", func(s live.State) bool { return s.Load.State != live.LoadIdle })
}

// TestLoadBudget asks for more and more load of one process, until that is too much. A
// process that is started anew may have as much again.
func TestLoadBudget(t *testing.T) {
	t.Parallel()
	l := openLabWith(t, "solutions/2")
	all := live.LoadRequest{Rate: 75, Hits: 100, Lookup: "busy", Seconds: 100} // 7,500: all that may find a driver
	const same = `{"rate":75,"hits":100,"lookup":"busy","seconds":100}`
	l.page.ask("api/load", all)
	l.page.until("lookups are answered", func(s live.State) bool { return lastLoad(s).Good > 0 })
	if status, text := l.page.post("api/load", same); status != http.StatusConflict || !strings.Contains(text, "restart the service") {
		t.Errorf("as much again while it runs is %d, %s; want 409", status, text)
	}
	l.page.ask("api/load/stop", struct{}{})
	l.page.until("the load is over", func(s live.State) bool { return s.Load.State == live.LoadIdle })
	if status, text := l.page.post("api/load", same); status != http.StatusConflict || !strings.Contains(text, "restart the service") {
		t.Errorf("as much again after it is %d, %s; want 409", status, text)
	}
	before := l.page.state().Service
	l.page.ask("api/want", live.Want{Do: "restart"})
	l.page.until("another process runs", func(s live.State) bool {
		return s.Service.State == live.ServiceRunning && s.Service.PID != before.PID
	})
	l.page.ask("api/load", all)
}
