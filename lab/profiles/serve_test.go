package profiles

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/pprof/profile"
)

// pageNames are those that every snapshot has, wherever Graphviz is or not.
var pageNames = []string{"flamegraph", "top", "peek", "peek?f=leak", "source?f=leak", "download"}

func TestRedirect(t *testing.T) {
	p := of(startService(t))
	s := take(t, p, KindGoroutine)
	for target, want := range map[string]string{
		"/pprof/1":             "/pprof/1/flamegraph",
		s.URL:                  "/pprof/1/flamegraph",
		"/pprof/1/?si=x&f=%24": "/pprof/1/flamegraph?si=x&f=%24",
	} {
		w := visit(p, target)
		if got := w.Header().Get("Location"); w.Code != http.StatusFound || got != want {
			t.Errorf("GET %s = %d to %q; want 302 to %q", target, w.Code, got, want)
		}
	}
}

func TestNotFound(t *testing.T) {
	p := of(startService(t))
	take(t, p, KindGoroutine)
	for target, want := range map[string]string{
		"/pprof/":                        `there is no snapshot "": take one on the page`,
		"/pprof/2/flamegraph":            `there is no snapshot "2": take one on the page`,
		"/pprof/0/flamegraph":            `there is no snapshot "0": take one on the page`,
		"/pprof/1/saveconfig?config=x":   "settings are not saved here",
		"/pprof/1/deleteconfig?config=x": "settings are not deleted here",
		"/pprof/1/disasm?f=leak":         "there is no disassembly here: download the profile",
		"/pprof/1/flamegraph/":           `pprof has no page "flamegraph/": go to /pprof/1/`,
		"/pprof/1/../1/top":              `pprof has no page "../1/top"`,
	} {
		if w := visit(p, target); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), want) {
			t.Errorf("GET %s = %d %s; want 404 and %q", target, w.Code, w.Body, want)
		}
	}
}

// TestMethods sends what pprof's pages send to save and delete settings, and what
// they never send.
func TestMethods(t *testing.T) {
	p := of(startService(t))
	take(t, p, KindGoroutine)
	for _, tt := range []struct {
		method, target string
		want           int
	}{
		{http.MethodPost, "/pprof/1/saveconfig?config=x", http.StatusNotFound},
		{http.MethodDelete, "/pprof/1/deleteconfig?config=x", http.StatusNotFound},
		{http.MethodPost, "/pprof/1/flamegraph", http.StatusMethodNotAllowed},
		{http.MethodPost, "/pprof/1/", http.StatusMethodNotAllowed},
		{http.MethodHead, "/pprof/1/flamegraph", http.StatusOK},
	} {
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequest(tt.method, tt.target, nil))
		if w.Code != tt.want {
			t.Errorf("%s %s = %d; want %d", tt.method, tt.target, w.Code, tt.want)
		}
		if allow := w.Header().Get("Allow"); tt.want == http.StatusMethodNotAllowed && allow != "GET, HEAD" {
			t.Errorf("%s %s allows %q; want GET, HEAD", tt.method, tt.target, allow)
		}
	}
}

// before is what stands in front of two slashes that a browser would follow.
var before = regexp.MustCompile(`(?i)((src|href|action|data|poster)\s*=\s*|(url|fetch|import|open)\(\s*|@import\s*)["']?\s*(https?:)?$`)

// outside returns the first address in a page that a browser would follow or ask on
// its own, "" if there is none. A namespace or a comment is none.
func outside(page string) string {
	pieces := strings.Split(page, "//")
	for i, piece := range pieces[:len(pieces)-1] {
		if tail := piece[max(0, len(piece)-40):]; before.MatchString(tail) {
			return tail + "//" + pieces[i+1]
		}
	}
	return ""
}

// TestNothingOutside looks for other hosts in pprof's pages.
func TestNothingOutside(t *testing.T) {
	for _, text := range []string{`<script src="https://x">`, `<a href='//x'>`, `// why: fetch("http://x")`, `url(http://x)`} {
		if outside(text) == "" {
			t.Fatalf("outside does not see that of %s", text)
		}
	}
	parked(t, 1)
	p := of(startService(t))
	s := take(t, p, KindGoroutine)
	for _, name := range pageNames {
		if found := outside(page(t, p, s.URL+name)); found != "" {
			t.Errorf("%s has %.80s", name, found)
		}
		if got := visit(p, s.URL+name).Header().Get("Content-Security-Policy"); got != ContentSecurityPolicy {
			t.Errorf("%s has policy %q; want %q", name, got, ContentSecurityPolicy)
		}
	}
}

// TestHidden looks for the items of pages that are not there: the scripts want them,
// and the reader does not.
func TestHidden(t *testing.T) {
	p := of(startService(t))
	s := take(t, p, KindGoroutine) // a young process may have no sample of its heap, and peek refuses such a profile
	for _, name := range []string{"flamegraph", "top", "peek"} {
		body := page(t, p, s.URL+name)
		for _, text := range []string{`id="save-config"`, `id="disasm"`, hidden} {
			if !strings.Contains(body, text) {
				t.Errorf("%s has no %s", name, text)
			}
		}
	}
}

// TestDownload compares with what the service sends.
func TestDownload(t *testing.T) {
	raw := craft(t, &profile.Profile{DocURL: "https://example.com/"})
	p := of(serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(raw) })))
	s := take(t, p, KindHeap)
	w := visit(p, s.URL+"download")
	if got, want := w.Header().Get("Content-Disposition"), "attachment; filename=heap-1.pb.gz"; got != want {
		t.Errorf("Content-Disposition %q; want %q", got, want)
	}
	if !bytes.Equal(w.Body.Bytes(), raw) {
		t.Error("the download is not what the service has sent")
	}
}
