package browser

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long the page may take to show something.
const patience = time.Minute

// A tab is one page in the browser. It notes what no page of the lab may do.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string // errors on the console, and requests that leave the machine
}

// newTab starts a browser with an empty profile and one tab. At t's end the browser is
// stopped, and every problem of the tab is an error of t.
func newTab(t *testing.T) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WindowSize(1280, 1000),
		chromedp.Flag("disable-gpu", true),
		// No name leads anywhere, and nothing of the browser's own asks for one.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("disable-component-update", true),
	)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to start as root with it
	}
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	ctx, closeTab := chromedp.NewContext(allocator)
	tb := &tab{t: t, ctx: ctx}
	t.Cleanup(func() {
		chromedp.Cancel(ctx) // asks the browser to end, and waits
		closeTab()
		stop()
		tb.mu.Lock()
		defer tb.mu.Unlock()
		for _, problem := range tb.problems {
			t.Error(problem)
		}
	})
	if err := chromedp.Listen(ctx, tb.note); err != nil { // it starts the browser, too
		t.Fatalf("start %s: %v", chromium, err)
	}
	call(tb, network.Enable, network.EnableParams{})
	call(tb, log.Enable, cdp.Empty{})
	return tb
}

// note is told of everything that happens in the tab.
func (tb *tab) note(event any) {
	problem := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		problem = thrown(e.ExceptionDetails)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			problem = "the page wrote to the console: " + string(e.Type)
			for _, arg := range e.Args {
				problem += " " + string(arg.Value)
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			problem = "the browser complains: " + e.Entry.Text + " " + e.Entry.URL
		}
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Scheme != "data" && u.Scheme != "blob" && u.Hostname() != "127.0.0.1" {
			problem = "a request left the machine: " + e.Request.URL
		}
	}
	if problem != "" {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		tb.problems = append(tb.problems, problem)
	}
}

// forgive forgets the problems that a test has caused on purpose: those with text in
// them.
func (tb *tab) forgive(text string) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	var rest []string
	for _, problem := range tb.problems {
		if !strings.Contains(problem, text) {
			rest = append(rest, problem)
		}
	}
	tb.problems = rest
}

// thrown says what a page threw.
func thrown(details *runtime.ExceptionDetails) string {
	text := fmt.Sprintf("the page threw at %s:%d: %s", details.URL, details.LineNumber+1, details.Text)
	if details.Exception != nil {
		text += " " + details.Exception.Description
	}
	return text
}

// do does things in the tab, one after another.
func (tb *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	get(tb, chromedp.Steps(actions...))
}

// get does something in the tab, and returns what comes of it.
func get[T any](tb *tab, action chromedp.Action[T]) T {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		tb.t.Fatalf("the browser: %v", err)
	}
	return value
}

// call gives the browser a command of its protocol.
func call[P, R any](tb *tab, command cdp.Command[P, R], params P) {
	tb.t.Helper()
	if _, err := chromedp.Call(tb.ctx, command, params); err != nil {
		tb.t.Fatalf("the browser: %v", err)
	}
}

// open opens a page of the lab and waits until it has heard of the lab.
func (tb *tab) open(page string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(page))
	tb.until("the page hears from the lab", `document.querySelector("#parts li") !== null`)
}

// until waits until a JavaScript expression is true.
func (tb *tab) until(what, expression string) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	poll := chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(100*time.Millisecond), chromedp.WithPollingTimeout(0))
	if _, err := chromedp.Run(ctx, poll); err != nil {
		tb.screenshot("failed-" + strings.ReplaceAll(tb.t.Name(), "/", "-"))
		tb.t.Fatalf("not within %v: %s (%s): %v\nthe page shows:\n%s", patience, what, expression, err, tb.text("body"))
	}
}

// text returns what an element shows.
func (tb *tab) text(selector string) string {
	tb.t.Helper()
	return get(tb, chromedp.Text(chromedp.CSS(selector)))
}

// eval returns the value of a JavaScript expression.
func eval[T any](tb *tab, expression string) T {
	tb.t.Helper()
	return get(tb, chromedp.Evaluate[T](expression))
}

// fill writes into a field.
func (tb *tab) fill(selector, text string) {
	tb.t.Helper()
	tb.do(chromedp.SetValue(chromedp.CSS(selector), text))
}

// click clicks on what a reader would.
func (tb *tab) click(selector string) {
	tb.t.Helper()
	tb.do(chromedp.Click(chromedp.CSS(selector)))
}

// screenshot writes a picture of the whole page into the folder that the variable
// BROWSER_SCREENSHOTS names; without one it does nothing.
func (tb *tab) screenshot(name string) {
	tb.t.Helper()
	folder := os.Getenv("BROWSER_SCREENSHOTS")
	if folder == "" {
		return
	}
	picture := get(tb, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
		tb.t.Fatal(err)
	}
}

// look takes pictures of the page on a desktop and on a phone, light and dark, and
// requires that none is wider than its screen.
func (tb *tab) look(name string) {
	tb.t.Helper()
	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desktop", 1280, 1000}, {"phone", 390, 844}} {
		for _, scheme := range []string{"light", "dark"} {
			call(tb, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
				Width: screen.width, Height: screen.height, DeviceScaleFactor: 1, Mobile: screen.name == "phone",
			})
			call(tb, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			tb.until("it is drawn anew", `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
			if wide := eval[int64](tb, `document.documentElement.scrollWidth`); wide > screen.width {
				tb.t.Errorf("%s is %d pixels wide on a %s of %d", name, wide, screen.name, screen.width)
			}
			tb.screenshot(name + "-" + screen.name + "-" + scheme)
		}
	}
	call(tb, emulation.ClearDeviceMetricsOverride, cdp.Empty{})
	call(tb, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
}
