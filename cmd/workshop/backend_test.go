package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// TestServeArgs holds that the lab starts what the service of a step needs, and
// nothing that the user has.
func TestServeArgs(t *testing.T) {
	const (
		mysql     = " -mysql m:1"
		statsd    = " -statsd s:1"
		collector = " -collector c:1"
		later     = " -no-statsd (step 2 sends them)"
		elsewhere = " -no-statsd (they go to STATSD_ADDR)"
		page      = " -page p:1"
	)
	tests := []struct {
		name   string
		step   int
		dsn    string
		load   loadOptions
		getenv map[string]string

		page, forward string
		all           bool // it is a lab, for all steps
		want          string
	}{
		{name: "step 1", step: 1, want: "serve -delay 0s" + mysql + later},
		{name: "step 2", step: 2, want: "serve -delay 0s" + mysql + statsd},
		{name: "step 3", step: 3, want: "serve -delay 0s" + mysql + statsd + collector},
		{name: "the user's StatsD", step: 3, getenv: map[string]string{"STATSD_ADDR": "x"}, want: "serve -delay 0s" + mysql + elsewhere + collector},
		{name: "the user's account", step: 3, getenv: map[string]string{"NEW_RELIC_LICENSE_KEY": "x"}, want: "serve -delay 0s" + mysql + statsd},
		{name: "the user's collector", step: 3, getenv: map[string]string{"NEW_RELIC_COLLECTOR_URL": "x"}, want: "serve -delay 0s" + mysql + statsd},
		{name: "delay", step: 1, load: loadOptions{delay: 2 * time.Millisecond}, want: "serve -delay 2ms" + mysql + later},
		{name: "limit", step: 1, load: loadOptions{dbConnections: 151}, want: "serve -delay 0s" + mysql + " -mysql-connections 151" + later},
		{name: "the user's database", step: 2, dsn: "x", want: "serve -delay 0s" + statsd},
		{name: "the user's database, slow", step: 2, dsn: "x", load: loadOptions{delay: time.Millisecond}, want: "serve -delay 1ms -proxy 127.0.0.1:0" + statsd},
		{name: "the user's database, with a page", step: 3, dsn: "x", page: "p:1", want: "serve -delay 0s -proxy 127.0.0.1:0" + statsd + collector + page},
		{name: "a page", step: 1, page: "p:1", want: "serve -delay 0s" + mysql + later + page + " -no-collector (step 3 brings its agent)"},
		{name: "no page", step: 3, page: "off", want: "serve -delay 0s" + mysql + statsd + collector},
		{name: "a copy of the lines", step: 2, forward: "f:1", want: "serve -delay 0s" + mysql + statsd + " -statsd-forward f:1"},
		{name: "a lab", all: true, page: "p:1", want: "serve -delay 0s" + mysql + statsd + collector + page + " -control"},
		{name: "a lab on the user's database", all: true, dsn: "x", page: "p:1", want: "serve -delay 0s -proxy m:1" + statsd + collector + page + " -control"},
		{name: "the user's database, under load", step: 2, dsn: "x", load: loadOptions{wanted: true}, want: "serve -delay 0s -proxy 127.0.0.1:0" + statsd},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := &env{Getenv: func(name string) string { return tt.getenv[name] }}
			o := runOptions{
				dir: lesson.Dir{Step: lesson.Step{Number: tt.step}},
				dsn: tt.dsn, load: tt.load, dbAddr: "m:1", statsdAddr: "s:1", collectorAddr: "c:1",
				pageAddr: tt.page, statsdForward: tt.forward, allSteps: tt.all, control: tt.all,
			}
			if got := strings.Join(o.serveArgs(env), " "); got != tt.want {
				t.Errorf("serveArgs = %q; want %q", got, tt.want)
			}
			var flags []string
			for _, p := range o.places(env) {
				flags = append(flags, p.flag)
			}
			for flag, wanted := range map[string]bool{
				"addr": !tt.all, "db-addr": tt.dsn == "" || tt.all, "page-addr": strings.Contains(tt.want, page),
				"statsd-addr": strings.Contains(tt.want, statsd), "collector-addr": strings.Contains(tt.want, collector),
			} {
				if slices.Contains(flags, flag) != wanted {
					t.Errorf("the places are %q; %s among them: want %v", flags, flag, wanted)
				}
			}
		})
	}
}

func TestLabOutput(t *testing.T) {
	var stdout, stderr strings.Builder
	screen := newLoadProgress(&stderr)
	screen.terminal = true
	b := backend{dsn: "typed", labOutput: newLabOutput(&stdout, screen)}
	const said = "ready database root@tcp(127.0.0.1:1)/orders?a=b c\r\nready statsd 127.0.0.1:2\nready collector http://127.0.0.1:3\nserving\n" +
		"progress half of it\nprint  a table\nprint\nprint its end\ndone\n" +
		"free\nresult {\"hits\":1}\nresult {\"hits\":2}\nverdict held it did\n" +
		"want {\"do\":\"start\",\"step\":\"2\"}\nwant {\"do\":\"stop\"}\nwant nonsense\nnew to us\n"
	for _, c := range []byte(said) { // in the smallest pieces
		b.Write([]byte{c})
	}
	for name, said := range map[string]chan struct{}{"serving": b.serving, "loaded": b.loaded, "free": b.free} {
		select {
		case <-said:
		default:
			t.Errorf("%s has nothing", name)
		}
	}
	if got := []string{<-b.results, <-b.results, <-b.verdict}; !slices.Equal(got, []string{`{"hits":1}`, `{"hits":2}`, "held it did"}) {
		t.Errorf("the results and the verdict are %q", got)
	}
	if got := <-b.wants; got != (want{Do: wantStop}) {
		t.Errorf("the page wants %v; want the last one that makes sense, stop", got)
	}
	if got, want := b.ready["database"], "root@tcp(127.0.0.1:1)/orders?a=b c"; got != want {
		t.Errorf("the database is %q; want %q", got, want)
	}
	environment := b.environment()
	for _, want := range []string{"ORDERS_DSN=typed", "STATSD_ADDR=127.0.0.1:2", "NEW_RELIC_COLLECTOR_URL=http://127.0.0.1:3"} {
		if !slices.Contains(environment, want) {
			t.Errorf("the environment is %q; want %s in it", environment, want)
		}
	}
	if got, want := stdout.String(), " a table\n\nits end\n"; got != want {
		t.Errorf("printed %q; want %q", got, want)
	}
	const drawn = "\rhalf of it"
	wiped := "\r" + strings.Repeat(" ", len(drawn)-1) + "\r"
	if got := stderr.String(); got != drawn+wiped {
		t.Errorf("drawn %q; want it wiped before the table is printed: %q", got, drawn+wiped)
	}

	b.silence()
	b.Write([]byte("print late\nprogress late\n"))
	if late := stdout.String() + stderr.String(); strings.Contains(late, "late") {
		t.Errorf("after silence, printed %q", late)
	}
}
