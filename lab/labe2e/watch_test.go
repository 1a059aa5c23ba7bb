package labe2e

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/live"
)

// TestWatch saves files of a service as editors do. Each time it is built and started
// anew, once.
func TestWatch(t *testing.T) {
	t.Parallel()
	l := openLabWith(t, "2", "-watch")
	folder := starter{t, l, "step02-statsd"}
	original := folder.read("handlers.go")
	before := l.page.state().Service
	tests := []struct {
		name string
		save func(text string)
	}{
		{"in place", func(text string) { folder.write("handlers.go", text) }},
		{"twice, as a formatter does", func(text string) {
			folder.write("handlers.go", text+"\n\n\n")
			folder.write("handlers.go", text)
		}},
		{"under another name first", func(text string) {
			folder.write(".handlers.go.tmp", text)
			folder.rename(".handlers.go.tmp", "handlers.go")
		}},
		{"as vim does", func(text string) {
			folder.rename("handlers.go", "handlers.go~")
			folder.write("handlers.go", text)
			folder.remove("handlers.go~")
		}},
		{"several files", func(text string) {
			folder.write("order.go", folder.read("order.go")+"\n// A word more.\n")
			folder.write("handlers.go", text)
			folder.write("more.go", "package main\n")
		}},
	}
	for _, tt := range tests {
		pong := "pong, saved " + tt.name
		tt.save(strings.Replace(original, `"pong"`, `"`+pong+`"`, 1))
		before = folder.untilAnew(before, pong)
	}

	folder.write("handlers.go", "package main\n\nfunc broken( {\n")
	shown := l.page.until("it does not build", func(s live.State) bool { return strings.Contains(s.Service.Note, "does not build") }).Service
	if shown.State != live.ServiceRunning || shown.PID != before.PID || !strings.Contains(shown.Note, "handlers.go:3") {
		t.Errorf("the page shows %+v; want the process from before, and where the mistake is", shown)
	}
	l.Await(regexp.MustCompile(`(?s)handlers\.go:3.*step02-statsd does not build: .*Until then step02-statsd goes on as it was`))
	if status, text := l.page.get(shown.URL + "/ping"); status != 200 || !strings.Contains(text, "several files") {
		t.Errorf("GET /ping = %d, %s; want the answer from before", status, text)
	}
	folder.write("handlers.go", original)
	if after := folder.untilAnew(before, "pong"); after.Note != "" {
		t.Errorf("the page notes %q still", after.Note)
	}
	want := len(tests) + 2 // at first, for each save, and when it was mended
	if n := len(serviceLine.FindAllString(l.Output(), -1)); n != want {
		t.Errorf("the lab prints %d times that the service listens; want %d", n, want)
	}
	if n := folder.marks(); n != want {
		t.Errorf("the page marks %d times that the service runs; want %d", n, want)
	}
}

// A starter is the folder of a service that a lab runs.
type starter struct {
	t    *testing.T
	lab  *lab
	name string
}

// untilAnew waits until another process of the service runs, and answers with a text.
func (s starter) untilAnew(before live.Service, text string) live.Service {
	s.t.Helper()
	now := s.lab.page.until("another process runs", func(state live.State) bool {
		return state.Service.State == live.ServiceRunning && state.Service.PID != before.PID
	}).Service
	if status, got := s.lab.page.get(now.URL + "/ping"); status != 200 || got != text {
		s.t.Errorf("GET /ping = %d, %q; want 200, %q", status, got, text)
	}
	return now
}

// marks is how often the charts say that the service runs, or runs again.
func (s starter) marks() int {
	n := 0
	for _, mark := range s.lab.page.state().Marks {
		if strings.HasPrefix(mark.Text, s.name+" runs") {
			n++
		}
	}
	return n
}

func (s starter) read(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(s.lab.tree.File(s.name, name))
	s.check(err)
	return string(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
}

func (s starter) write(name, text string) {
	s.t.Helper()
	s.check(os.WriteFile(s.lab.tree.File(s.name, name), []byte(text), 0o644))
}

func (s starter) rename(from, to string) {
	s.t.Helper()
	s.check(os.Rename(s.lab.tree.File(s.name, from), s.lab.tree.File(s.name, to)))
}

func (s starter) remove(name string) {
	s.t.Helper()
	s.check(os.Remove(s.lab.tree.File(s.name, name)))
}

func (s starter) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}
