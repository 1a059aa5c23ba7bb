package dashboard

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/live"
)

// hostile is a text that would get out of a script, a comment and a tag.
const hostile = `</script><script>alert(1)</script><!-- "' & <img src=x> --></style>` + "\u2028"

// comparison returns one with all that a report shows; extra stands at the end of
// each of its texts.
func comparison(extra string) live.Comparison {
	p50, rss, goroutines := 14.8, int64(42_900_000), 799.0
	connections := 791
	side := func(label string) live.Side {
		return live.Side{
			Label:   label + extra,
			Service: "solutions/step05-leakfix" + extra,
			Began:   1_700_000_000_000,
			Ended:   1_700_000_016_000,
			Result: &live.Done{Hits: 790, Sent: 790, Good: 790, P50: 14.8, P99: 29.6, GoroutinesBefore: 9, GoroutinesAfter: 799,
				ConnectionsBefore: 1, ConnectionsAfter: 791, RSSAfter: &rss, Trouble: []string{"one answer was late" + extra}},
			Samples: []live.Sample{{
				At:          1_700_000_001_000,
				Connections: &connections,
				Goroutines:  &goroutines,
				Keys:        map[string]live.Key{"drivers.id.busy.get" + extra: {Calls: 50}},
				Process:     &live.Process{PID: 7, RSS: &rss},
				Load:        &live.LoadSecond{Sent: 50, Good: 50, P50: &p50},
			}},
		}
	}
	return live.Comparison{
		Made: "2026-11-24" + extra, Machine: "linux/amd64" + extra, Load: "50 requests a second" + extra, Delay: "2 ms" + extra,
		Command: "go tool workshop demo" + extra, Verdict: "The leak showed and the fix held." + extra, Held: true,
		Sides: []live.Side{side("leaky"), side("fixed")},
	}
}

func written(t *testing.T, c live.Comparison) string {
	t.Helper()
	var page bytes.Buffer
	if err := WriteReport(&page, c); err != nil {
		t.Fatalf("WriteReport = %v", err)
	}
	return page.String()
}

func TestReportHoldsTheComparison(t *testing.T) {
	for _, tt := range []struct{ name, extra string }{
		{"plain texts", ""},
		{"hostile texts", hostile},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := comparison(tt.extra)
			page := written(t, want)

			_, rest, _ := strings.Cut(page, `<script type="application/json" id="comparison">`)
			data, _, found := strings.Cut(rest, "</script>")
			if !found {
				t.Fatal("the report has no data block")
			}
			var got live.Comparison
			if err := json.Unmarshal([]byte(data), &got); err != nil {
				t.Fatalf("the report's data is no JSON: %v\n%s", err, data)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("the report's data is\n%+v\nwant\n%+v", got, want)
			}
		})
	}
}

// A text must not become markup: with hostile texts the report has the tags of one
// with harmless texts, and no more.
func TestReportKeepsTextsTexts(t *testing.T) {
	tag := regexp.MustCompile(`<[/!]?[a-zA-Z-]+`)
	want := tag.FindAllString(written(t, comparison("")), -1)
	got := tag.FindAllString(written(t, comparison(hostile)), -1)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("tags with hostile texts: %q\nwant those with harmless ones: %q", got, want)
	}
}

func TestReportAsksNobody(t *testing.T) {
	page := written(t, comparison(""))
	// A name of SVG, which nobody fetches, and where uPlot comes from, in its comment.
	for _, name := range []string{"http://www.w3.org/2000/svg", "https://github.com/leeoniya/uPlot"} {
		page = strings.Replace(page, name, "", 1)
	}
	outside := regexp.MustCompile(`https?://\S*|\bsrc=\S*|@import\b.*|\burl\(.*|\bhref="[^"]*"`)
	for _, reference := range outside.FindAllString(page, -1) {
		if reference != `href="data:,"` {
			t.Errorf("the report refers to %s; want everything in the report itself", reference)
		}
	}
	if !strings.Contains(page, "default-src 'none'") {
		t.Error("the report does not forbid the browser to load anything; want a Content-Security-Policy that does")
	}
}

func TestReportHasTheLicence(t *testing.T) {
	if page := written(t, comparison("")); !strings.Contains(page, "Permission is hereby granted") {
		t.Error("the report holds uPlot without its licence")
	}
}

func TestWriteReportReturnsTheWritersError(t *testing.T) {
	if err := WriteReport(fullDisk{}, comparison("")); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("WriteReport = %v; want %v", err, io.ErrShortWrite)
	}
}

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
