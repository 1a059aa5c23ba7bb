package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// figure returns the number that a chart's legend shows first.
func (tb *tab) figure(chart string) int {
	tb.t.Helper()
	text := tb.text("#" + chart + " .legend b")
	n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimPrefix(text, "about "), ",", ""))
	if err != nil {
		tb.t.Fatalf("the chart %s shows %q; want a number", chart, text)
	}
	return n
}

// above is an expression that is true when the chart's first figure is above n.
func above(chart string, n int) string {
	return fmt.Sprintf(`Number(document.querySelector("#%s .legend b").textContent.replace(/[^0-9]/g, "")) > %d`, chart, n)
}

// has is an expression that is true when an element's text has a part.
func has(selector, part string) string {
	return fmt.Sprintf(`document.querySelector(%q)?.textContent.includes(%q)`, selector, part)
}

// startLoad fills in the form and starts a load.
func (tb *tab) startLoad(rate, hits, seconds int, lookup string) {
	tb.t.Helper()
	tb.fill("#rate", strconv.Itoa(rate))
	tb.fill("#hits", strconv.Itoa(hits))
	tb.fill("#seconds", strconv.Itoa(seconds))
	tb.fill("#lookup", lookup)
	tb.click("#load-start")
	tb.until("the load runs", has("#load-now", "Runs:"))
}

// atRest is how far two counts of a service at rest may differ: each has the goroutines
// of the request that asks for it, and of one before that are about to end.
const atRest = 6

const idle = `document.querySelector("#load-start").textContent === "Start the load"`

// TestLeak puts load on the leaky service by the page's own buttons, sees it leak
// there, asks the service itself whether that is so, and opens its flame graph. Then
// it switches to the finished service, which does not leak under the same load.
func TestLeak(t *testing.T) {
	l := startLab(t, "lab", "solutions/4")
	tb := newTab(t)
	tb.open(l.page)
	tb.until("the service runs", has("#service-state", "runs"))
	if base := l.goroutines(t); base > 50 {
		t.Fatalf("%d goroutines before any load", base)
	}

	tb.startLoad(100, 100, 60, "busy")
	tb.until("goroutines climb", above("goroutines", 300))
	if text := tb.text("#goroutines .legend b"); !strings.HasPrefix(text, "about ") {
		t.Errorf("under load the page shows %q goroutines; want about so many", text)
	}
	tb.look("leaky")
	tb.click("#load-stop")
	tb.until("the load is over", idle)
	own := l.goroutines(t)
	tb.until("the page's last goroutines are the service's own", above("goroutines", own-atRest-1))
	if shown := tb.figure("goroutines"); shown > own+atRest {
		t.Errorf("at rest the page shows %d goroutines; the service has %d", shown, own)
	}
	if connections := tb.figure("connections"); connections < own-30 || connections > own {
		t.Errorf("at rest the page shows %d connections of a service with %d goroutines; want one for each that leaked", connections, own)
	}

	tb.click(`#profile-kinds button[value=goroutine]`)
	tb.until("the snapshot is in the list", has("#profiles", "Flame graph"))
	flame := newTab(t)
	flame.do(chromedp.Navigate(l.page + "pprof/1/flamegraph"))
	flame.until("the flame graph has the watchers", has("body", "startWatcher"))
	flame.screenshot("flamegraph")

	tb.do(chromedp.SetValue(chromedp.CSS("#step"), "solutions/step05-leakfix"))
	tb.click("#service-start")
	tb.until("the finished service runs", has("#service-name", "solutions/step05-leakfix")+" && "+has("#service-state", "runs"))
	tb.startLoad(100, 100, 4, "busy")
	tb.until("the load is over", idle)
	tb.until("the service's own pool is shown", `document.querySelector("#pool").dataset.state === "lit"`)
	if shown, own := tb.figure("goroutines"), l.goroutines(t); shown > 50 || own > 50 {
		t.Errorf("the finished service has %d goroutines after the load, and the page shows %d", own, shown)
	}
	tb.look("fixed")

	before := eval[int](tb, `state.samples.length`)
	tb.do(chromedp.Reload())
	tb.until("the history is there again", fmt.Sprintf(`typeof state === "object" && state.samples.length >= %d`, before))
}

// TestStarter looks at what a learner has before the first task is solved: only what
// the database says. The other charts say what to do.
func TestStarter(t *testing.T) {
	l := startLab(t, "lab", "2")
	tb := newTab(t)
	tb.open(l.page)
	tb.until("the service runs", has("#service-state", "runs"))
	tb.until("connections are shown", `document.querySelector("#connections").dataset.state === "lit"`)
	for chart, want := range map[string]string{
		"goroutines": "<key>.goroutines", "time": "task 2.2", "calls": "task 2.2", "pool": "task 5.4", "memory": "task 4.1", "answers": "start a load",
	} {
		tb.until(chart+" says what to do", has("#"+chart, want))
	}

	tb.click("#wire-form button")
	tb.until("the line is on the wire", has("#wire", "hello:1|c"))
	tb.fill("#line", "hello")
	tb.click("#wire-form button")
	tb.until("a bad line says why", has("#wire .bad", "no colon"))
	tb.look("starter")
}

// TestServiceKilled kills the service from outside.
func TestServiceKilled(t *testing.T) {
	l := startLab(t, "lab", "solutions/2")
	tb := newTab(t)
	tb.open(l.page)
	tb.until("the service runs", has("#service-state", "runs"))
	process, err := os.FindProcess(eval[int](tb, `state.service.pid`))
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
	tb.until("the page says so", has("#service-state", "ended by itself"))
	tb.click("#service-restart")
	tb.until("it runs again", has("#service-state", "runs"))
}

// TestLabGone stops the lab while its page is open.
func TestLabGone(t *testing.T) {
	l := startLab(t, "lab")
	tb := newTab(t)
	tb.open(l.page)
	l.stop(t)
	tb.until("the page says so", `!document.querySelector("#lost").hidden && `+has("#lost", "go tool workshop lab"))
	tb.forgive("ERR_CONNECTION_REFUSED") // it asks again and again
	tb.forgive("ERR_INCOMPLETE_CHUNKED_ENCODING")
}

// TestOtherPages lets a page from elsewhere try what only the lab's own may do.
func TestOtherPages(t *testing.T) {
	l := startLab(t, "lab", "solutions/1")
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte("<!doctype html><title>elsewhere</title>"))
	}))
	defer other.Close()
	tb := newTab(t)
	tb.open(l.page)
	tb.until("the service runs", has("#service-state", "runs"))

	foreign := newTab(t)
	foreign.do(chromedp.Navigate(other.URL))
	for _, mode := range []string{`{mode: "no-cors", method: "POST", body: B}`, `{method: "POST", headers: {"Content-Type": "application/json"}, body: B}`} {
		attack := fmt.Sprintf(`fetch(%q, %s).then((r) => r.type, (e) => "refused")`, l.page+"api/load",
			strings.ReplaceAll(mode, "B", `'{"rate":100,"hits":0,"lookup":"","seconds":60}'`))
		foreign.until("the attack is over", `(async () => { await `+attack+`; return true })()`)
	}
	foreign.until("its state is not to be read", fmt.Sprintf(`fetch(%q).then(() => false, () => true)`, l.page+"api/profiles"))
	foreign.forgive("403")
	foreign.forgive("CORS")
	foreign.forgive("ERR_FAILED")
	foreign.forgive("NotSameOrigin")

	// A second is enough for the lab to tell of a load that has begun.
	tb.until("two more samples", fmt.Sprintf(`state.samples.length >= %d`, eval[int](tb, `state.samples.length`)+2))
	if load := eval[string](tb, `state.load.state`); load != "idle" {
		t.Errorf("the load is %s after the attacks of another page; want idle", load)
	}
	rebound := strings.Replace(l.page, "127.0.0.1", "lab.example", 1)
	request, err := http.NewRequest(http.MethodGet, l.page, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = strings.TrimSuffix(strings.TrimPrefix(rebound, "http://"), "/")
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("GET / with the host %s is %d; want 403", request.Host, response.StatusCode)
	}
}
