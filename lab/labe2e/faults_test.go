package labe2e

import (
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/internal/labtest"
	"example.com/metricsworkshop/lab/live"
)

// needProcesses skips a test where the processes of a command are not known.
func needProcesses(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the processes of a command are known on Linux alone")
	}
}

// findProcess waits until a command has a process whose name begins so, and returns it.
func findProcess(t *testing.T, c *labtest.Command, name string) *os.Process {
	t.Helper()
	needProcesses(t)
	for late := time.Now().Add(patience); ; time.Sleep(time.Millisecond) { // nobody tells of a process that is no child
		if found, ok := c.Find(name); ok {
			process, err := os.FindProcess(found.PID)
			if err != nil {
				t.Fatal(err)
			}
			return process
		}
		if time.Now().After(late) {
			t.Fatalf("there is never a process %s; there are %v", name, c.Processes())
		}
	}
}

// kill kills a process of a command whose name begins so.
func kill(t *testing.T, c *labtest.Command, name string) {
	t.Helper()
	if err := findProcess(t, c, name).Kill(); err != nil {
		t.Fatal(err)
	}
}

// The names of the processes, as far as Linux shows them.
const (
	labProcess     = "lab"
	serviceProcess = "workshop-soluti"
)

// TestServiceKilled kills the service of an open lab, and lets the page start it again.
func TestServiceKilled(t *testing.T) {
	t.Parallel()
	l := openLabWith(t, "solutions/2")
	before := l.page.state().Service
	kill(t, l.Command, serviceProcess)
	ended := l.page.untilService(live.ServiceEnded)
	if ended.PID != 0 || !strings.Contains(ended.Note, "killed") {
		t.Errorf("the page shows %+v; want no process, and how it ended", ended)
	}
	l.Await(regexp.MustCompile(`solutions/step02-statsd ended by itself, signal: killed`))
	l.page.ask("api/want", live.Want{Do: "restart"})
	again := l.page.untilService(live.ServiceRunning)
	if status, _ := l.page.get(again.URL + "/ping"); status != http.StatusOK || again.PID == before.PID {
		t.Errorf("after a restart the service is %+v and GET /ping %d; want another process, and 200", again, status)
	}
}

// TestProcessKilled kills a child of a command under load: it says so and ends.
func TestProcessKilled(t *testing.T) {
	long := shortDemo("-rate", "10")
	tests := []struct {
		name, process string
		args          []string
		moment        func(*testing.T, *labtest.Command)
		says          string
	}{
		{"lab's lab", labProcess, []string{"lab", "solutions/2"}, printed(`listens on`), "the lab, which holds the database, ended by itself, signal: killed\nRun it again: go tool workshop lab"},
		{"run's lab", labProcess, []string{"run", "solutions/2"}, printed(`listens on`), "the lab, which holds the database, ended by itself, signal: killed"},
		{"run's service", serviceProcess, []string{"run", "solutions/2", "-rate", "20", "-for", "60s"}, printed(`load [1-9]/60 s`), "solutions/step02-statsd ended by itself, signal: killed"},
		{"demo's lab", labProcess, long, printed(`leaky [1-9]/`), "the lab ended, signal: killed"},
		{"demo's service", serviceProcess, long, printed(`leaky [1-9]/`), "solutions/step04-pprof ended by itself, signal: killed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			needProcesses(t)
			t.Parallel()
			c := tree.Copy(t).Start(t, nil, tt.args...)
			tt.moment(t, c)
			kill(t, c, tt.process)
			if status := c.Wait(); status != 1 {
				t.Errorf("exit status %d; want 1", status)
			}
			if !strings.Contains(c.Output(), tt.says) {
				t.Errorf("it does not print %q", tt.says)
			}
		})
	}
}

// TestKilled kills the command line itself. What it has started ends with it, which
// labtest holds, and the next one starts as if nothing had been.
func TestKilled(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		moment func(*testing.T, *labtest.Command)
		next   []string
	}{
		{"lab", []string{"lab", "solutions/2"}, printed(`listens on`), []string{"lab", "solutions/2"}},
		{"run", []string{"run", "solutions/2"}, printed(`listens on`), []string{"run", "solutions/2"}},
		{"run, while it builds", []string{"run", "solutions/2"}, begun("go"), []string{"run", "solutions/2"}},
		{"demo", shortDemo("-rate", "10"), printed(`leaky [1-9]/`), []string{"lab", "solutions/1"}},
		{"scene with a MariaDB", []string{"demo", "-scene", "error-1040"}, printed(`the database is`), []string{"run", "solutions/1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			needProcesses(t)
			t.Parallel()
			own := tree.Copy(t)
			c := own.Start(t, nil, tt.args...)
			tt.moment(t, c)
			c.Kill()
			next := own.Start(t, nil, tt.next...)
			if status, _ := openPage(t, "").get(next.Await(serviceLine) + "/ping"); status != http.StatusOK {
				t.Errorf("GET /ping of the next one = %d; want 200", status)
			}
		})
	}
}

// TestAttachedKilled kills a run that uses an open lab: the lab shows that its service
// is stopped, and takes the next one.
func TestAttachedKilled(t *testing.T) {
	needProcesses(t)
	t.Parallel()
	l := openLab(t)
	c := l.attach(t, "solutions/2")
	l.page.untilService(live.ServiceRunning)
	c.Kill()
	if note := l.page.untilService(live.ServiceStopped).Note; !strings.Contains(note, "has ended") {
		t.Errorf("the page notes %q; want that the command has ended", note)
	}
	l.attach(t, "solutions/2")
	l.page.untilService(live.ServiceRunning)
}

// TestLabKilledUnderRun kills the lab that a run uses: the run says so and ends.
func TestLabKilledUnderRun(t *testing.T) {
	needProcesses(t)
	t.Parallel()
	l := openLab(t)
	c := l.attach(t, "solutions/2")
	l.page.untilService(live.ServiceRunning)
	kill(t, l.Command, labProcess)
	if status := c.Wait(); status != 1 || !strings.Contains(c.Output(), "the lab that it used has ended") {
		t.Errorf("exit status %d of the run; want 1, and that its lab has ended", status)
	}
	if status := l.Wait(); status != 1 {
		t.Errorf("exit status %d of the lab; want 1", status)
	}
}
