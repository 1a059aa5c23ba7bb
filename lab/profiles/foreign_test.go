package profiles

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/pprof/profile"
)

// TestForeignProfile shows a profile that no Go program has made.
func TestForeignProfile(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "shown.go")
	secret := filepath.Join(dir, "secret.txt")
	for name, text := range map[string]string{source: "shown as source", secret: "keep it to yourself"} {
		if err := os.WriteFile(name, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	functions := []*profile.Function{
		{ID: 1, Name: "inSource", Filename: source},
		{ID: 2, Name: "inSecret", Filename: secret},
		{ID: 3, Name: "</script><script>alert(1)</script>"},
	}
	prof := &profile.Profile{
		SampleType: []*profile.ValueType{{Type: "goroutine", Unit: "count"}},
		DocURL:     "https://example.com/",
		Function:   functions,
	}
	for _, f := range functions {
		l := &profile.Location{ID: f.ID, Address: f.ID, Line: []profile.Line{{Function: f, Line: 1}}}
		prof.Location = append(prof.Location, l)
		prof.Sample = append(prof.Sample, &profile.Sample{Location: []*profile.Location{l}, Value: []int64{1}})
	}
	raw := craft(t, prof)
	p := of(serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(raw) })))
	s := take(t, p, KindGoroutine)
	if s.Note != "3 goroutines" {
		t.Errorf("note %q; want 3 goroutines", s.Note)
	}

	diff, err := p.Diff(s.ID, take(t, p, KindGoroutine).ID)
	if err != nil {
		t.Fatal(err)
	}

	listing := page(t, p, s.URL+"source")
	if !strings.Contains(listing, "shown as source") || !strings.Contains(listing, "secret.txt (not shown)") {
		t.Errorf("the source page has not the source, and that there is no other:\n%s", listing)
	}
	for _, name := range []string{"source", "flamegraph", "top", "peek"} {
		body := page(t, p, s.URL+name)
		for _, text := range []string{"keep it to yourself", "<script>alert", "example.com"} {
			if strings.Contains(body, text) {
				t.Errorf("%s has %s", name, text)
			}
			if body := visit(p, diff.URL+name).Body.String(); strings.Contains(body, text) {
				t.Errorf("the difference's %s has %s", name, text)
			}
		}
		if !strings.Contains(body, "<title>snapshot 1 of solutions › step04-pprof ") {
			t.Errorf("%s has another title", name)
		}
	}
}

// craft writes a profile as net/http/pprof does, with a sample type if it has none.
func craft(tb testing.TB, prof *profile.Profile) []byte {
	tb.Helper()
	if prof.SampleType == nil {
		prof.SampleType = []*profile.ValueType{{Type: "inuse_space", Unit: "bytes"}}
	}
	var raw bytes.Buffer
	if err := prof.Write(&raw); err != nil {
		tb.Fatal(err)
	}
	return raw.Bytes()
}
