package labe2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/live"
)

// target is how many goroutines the first side of a demo shall have.
const target = 150

// shortDemo are the arguments of a demo that takes some ten seconds, and more of them.
func shortDemo(more ...string) []string {
	return append([]string{"demo", "-rate", "100", "-target", fmt.Sprint(target)}, more...)
}

// TestDemo plays the demo with sides that are as they should be, and with two of a
// kind. The counts are exact, whatever else the machine does meanwhile.
func TestDemo(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		leaks  []bool // of each side
		status int
		want   string // of the verdict
	}{
		{"leaky and fixed", nil, []bool{true, false}, 0, `(?m)^solutions/step04-pprof leaks: \d+ lookups .* solutions/step05-leakfix gave all `},
		{"fixed twice", []string{"-leaky", "solutions/5"}, []bool{false, false}, 1, `(?m)^workshop demo: the first service did not leak: .* solutions/step05-leakfix`},
		{"leaky twice", []string{"-fixed", "solutions/4"}, []bool{true, true}, 1, `(?m)^workshop demo: the second service leaks: .* solutions/step04-pprof`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			report := filepath.Join(t.TempDir(), "report.html")
			c := tree.Start(t, nil, shortDemo(append(tt.args, "-o", report)...)...)
			if status := c.Wait(); status != tt.status {
				t.Errorf("exit status %d; want %d", status, tt.status)
			}
			output := c.Output()
			if !regexp.MustCompile(tt.want).MatchString(output) {
				t.Errorf("it prints no verdict as %q", tt.want)
			}
			comparison := readReport(t, report)
			if !strings.Contains(output, comparison.Verdict) || comparison.Held != (tt.status == 0) {
				t.Errorf("the report's verdict is %t, %q; want what was printed", comparison.Held, comparison.Verdict)
			}
			for i, side := range comparison.Sides {
				checkSide(t, side, tt.leaks[i])
			}
			if first := comparison.Sides[0].Result; tt.leaks[0] && first.GoroutinesAfter != target {
				t.Errorf("the leaky side has %d goroutines in the end; want the target, %d", first.GoroutinesAfter, target)
			}
			for _, row := range rows(comparison.Sides) {
				if !regexp.MustCompile(row).MatchString(output) {
					t.Errorf("the table has no row as %q", row)
				}
			}
		})
	}
}

// checkSide holds that a side leaves exactly what its service leaks.
func checkSide(t *testing.T, side live.Side, leaks bool) {
	t.Helper()
	r := side.Result
	if r.Hits < target/2 || r.Sent != r.Hits || r.Good != r.Hits || r.Restless || len(r.Trouble) > 0 {
		t.Errorf("%s: %+v; want all lookups to find a driver", side.Label, r)
	}
	goroutines, connections := r.GoroutinesAfter-r.GoroutinesBefore, r.ConnectionsAfter-r.ConnectionsBefore
	if leaks && (goroutines != r.Hits || connections != r.Hits) {
		t.Errorf("%s: %d goroutines and %d connections more; want %d, one for each hit", side.Label, goroutines, connections, r.Hits)
	}
	if most := r.Hits / 2; !leaks && (goroutines > most || connections > most) {
		t.Errorf("%s: %d goroutines and %d connections more; want a few in the pool at most", side.Label, goroutines, connections)
	}
	if len(side.Samples) < 2 || side.Began == 0 || side.Ended <= side.Began {
		t.Errorf("%s: %d samples from %d to %d; want some of its load", side.Label, len(side.Samples), side.Began, side.Ended)
	}
}

// rows are those of the table that have the counts of two sides.
func rows(sides []live.Side) []string {
	a, b := sides[0].Result, sides[1].Result
	return []string{
		fmt.Sprintf(`(?m)^goroutines before the load +%d +%d `, a.GoroutinesBefore, b.GoroutinesBefore),
		fmt.Sprintf(`(?m)^goroutines at rest after it +%d +%d `, a.GoroutinesAfter, b.GoroutinesAfter),
		fmt.Sprintf(`(?m)^connections at rest after it +%d +%d `, a.ConnectionsAfter, b.ConnectionsAfter),
		fmt.Sprintf(`(?m)^lookups that found a driver +%d +%d$`, a.Hits, b.Hits),
	}
}

// comparisonData is what a report has of a demo.
var comparisonData = regexp.MustCompile(`(?s)<script type="application/json" id="comparison">(.*?)</script>`)

func readReport(t *testing.T, file string) live.Comparison {
	t.Helper()
	html, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data := comparisonData.FindSubmatch(html)
	if data == nil {
		t.Fatalf("the report has no comparison as %q", comparisonData)
	}
	var c live.Comparison
	if err := json.Unmarshal(data[1], &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Sides) != 2 || c.Sides[0].Result == nil || c.Sides[1].Result == nil {
		t.Fatalf("the report has %d sides; want two with results", len(c.Sides))
	}
	return c
}
