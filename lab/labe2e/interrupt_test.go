package labe2e

import (
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/internal/labtest"
	"example.com/metricsworkshop/lab/live"
)

// TestInterrupt interrupts commands at many moments. Each ends then, and leaves neither
// a process, with whatever ports it had, nor a file behind, which labtest holds.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signal that interrupts another process")
	}
	long := shortDemo("-rate", "10") // so that no moment is over too soon
	const stopped = 1
	tests := []struct {
		name   string
		args   []string
		cold   bool // with no package built yet
		moment func(t *testing.T, c *labtest.Command)
		status int
	}{
		{"demo builds a service", long, true, printed(`building solutions/`), stopped},
		{"demo begins", long, false, printed(`Once all is built`), stopped},
		{"demo seeds", long, false, loadIs(live.LoadSeeding), stopped},
		{"demo loads the first side", long, false, printed(`leaky [1-9]/`), stopped},
		{"demo loads the second side", shortDemo(), false, printed(`fixed \d+/`), stopped},
		{"demo waits for rest", shortDemo(), false, loadIs(live.LoadEnding), stopped},
		{"demo keeps the page", shortDemo("-keep"), false, printed(`The page stays open`), 0},
		{"scene tests", []string{"demo", "-scene", "goleak"}, false, printed(`go test -v`), stopped},
		{"scene sets a database up", []string{"demo", "-scene", "error-1040"}, false, mariaDBStarts, stopped},
		{"scene has a database", []string{"demo", "-scene", "error-1040"}, false, printed(`the database is `), stopped},
		{"lab builds", []string{"lab"}, true, printed(`building the lab`), 0},
		{"lab starts", []string{"lab", "solutions/1"}, false, printed(`page is `), 0},
		{"lab runs", []string{"lab", "solutions/1"}, false, printed(`listens on `), 0},
		{"run builds", []string{"run", "solutions/1"}, true, printed(`building solutions/`), 0},
		{"run loads", []string{"run", "solutions/1", "-rate", "20", "-for", "60s"}, false, printed(`load [1-9]/60 s`), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			own, environment := tree, []string(nil)
			if tt.args[0] == "lab" {
				own = tree.Copy(t)
			}
			if tt.cold {
				environment = []string{"GOCACHE=" + t.TempDir()}
			}
			c := own.Start(t, environment, tt.args...)
			tt.moment(t, c)
			c.Interrupt()
			if status := c.Wait(); status != tt.status {
				t.Errorf("exit status %d after an interrupt; want %d", status, tt.status)
			}
		})
	}
}

// printed is the moment at which a pattern is printed.
func printed(pattern string) func(*testing.T, *labtest.Command) {
	compiled := regexp.MustCompile(pattern)
	return func(_ *testing.T, c *labtest.Command) { c.Await(compiled) }
}

// begun is the moment at which a process of that name is there.
func begun(name string) func(*testing.T, *labtest.Command) {
	return func(t *testing.T, c *labtest.Command) { findProcess(t, c, name) }
}

// mariaDBStarts is the moment at which an installed MariaDB is set up.
func mariaDBStarts(t *testing.T, c *labtest.Command) {
	needProcesses(t)
	poll := time.NewTicker(time.Millisecond) // nobody tells of a process that is no child
	defer poll.Stop()
	for !strings.Contains(c.Output(), "the database is ") {
		if _, ok := c.Find("mariadb"); ok {
			return
		}
		<-poll.C
	}
	t.Skip("no MariaDB is set up on this machine")
}

var watchLine = regexp.MustCompile(`watch it on (http://\S+)`)

// loadIs is the moment at which the page of a demo shows a load in that state.
func loadIs(state string) func(*testing.T, *labtest.Command) {
	return func(t *testing.T, c *labtest.Command) {
		p := openPage(t, c.Await(watchLine))
		p.until("the load is "+state, func(s live.State) bool { return s.Load.State == state })
	}
}
