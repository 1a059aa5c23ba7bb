package labe2e

import (
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/internal/labtest"
	"example.com/metricsworkshop/lab/live"
)

// usesLine is what a run prints that uses a lab which is open already.
var usesLine = regexp.MustCompile(`uses the lab that runs already: (http://\S+)`)

// TestAttach has runs use a lab that is open, one after the other, and beside it.
func TestAttach(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signal that interrupts another process")
	}
	t.Parallel()
	l := openLab(t)
	first := l.attach(t, "solutions/2")
	shown := l.page.until("the run's service runs", runs("solutions/step02-statsd")).Service
	if url := first.Await(serviceLine); shown.URL != url {
		t.Errorf("the page shows the service at %s; want %s, as the run says", shown.URL, url)
	}

	t.Run("a second lab is refused", func(t *testing.T) {
		c := l.tree.Start(t, nil, "lab")
		if status := c.Wait(); status != 3 || !strings.Contains(c.Output(), l.page.url) {
			t.Errorf("exit status %d; want 3, and the page of the one that runs: %s", status, l.page.url)
		}
	})
	t.Run("a run has its own lab", func(t *testing.T) {
		c := l.tree.Start(t, nil, "run", "-own-lab", "solutions/1")
		if status, _ := l.page.get(c.Await(serviceLine) + "/ping"); status != http.StatusOK {
			t.Errorf("GET /ping = %d; want 200", status)
		}
		if own := c.Await(labtest.PageLine); own == l.page.url {
			t.Errorf("its page is %s, the open lab's", own)
		}
		if s := l.page.state().Service; s != shown {
			t.Errorf("the page of the open lab shows %+v; want %+v still", s, shown)
		}
		if status := c.Stop(); status != 0 {
			t.Errorf("exit status %d after an interrupt; want 0", status)
		}
	})
	t.Run("a run ends, and the lab stays", func(t *testing.T) {
		if status := first.Stop(); status != 0 {
			t.Errorf("exit status %d after an interrupt; want 0", status)
		}
		l.page.untilService(live.ServiceStopped)
	})
	t.Run("the page stops a run, for a service of the lab's own", func(t *testing.T) {
		second := l.attach(t, "solutions/3")
		l.page.until("the second run's service runs", runs("solutions/step03-newrelic"))
		l.page.ask("api/want", live.Want{Do: "start", Step: "solutions/step01-service"})
		if status := second.Wait(); status != 0 {
			t.Errorf("exit status %d of the run that was asked to stop; want 0", status)
		}
		const says = "solutions/step03-newrelic was stopped on the lab's page, or another service has taken its place there."
		if !strings.Contains(second.Output(), says) {
			t.Errorf("the run that was asked to stop does not print %q", says)
		}
		l.page.until("the lab's own service runs", runs("solutions/step01-service"))
	})
	t.Run("a run stops the lab's own service", func(t *testing.T) {
		third := l.attach(t, "solutions/2")
		l.page.until("the third run's service runs", runs("solutions/step02-statsd"))
		const says = "solutions/step01-service is stopped, as the page or another run has asked for."
		if !strings.Contains(l.Output(), says) {
			t.Errorf("the lab does not print %q", says)
		}
		third.Stop()
	})
	if status := l.Stop(); status != 0 {
		t.Errorf("exit status %d of the lab after an interrupt; want 0", status)
	}
}

// attach starts a run of a step that uses the lab.
func (l *lab) attach(t *testing.T, step string) *labtest.Command {
	t.Helper()
	c := l.tree.Start(t, nil, "run", step)
	if page := c.Await(usesLine); page != l.page.url {
		t.Errorf("it uses the lab of %s; want that of %s", page, l.page.url)
	}
	return c
}

// runs is whether the service of a folder runs.
func runs(folder string) func(live.State) bool {
	return func(s live.State) bool { return s.Service.Name == folder && s.Service.State == live.ServiceRunning }
}
