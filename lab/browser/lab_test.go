package browser

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"testing"

	"example.com/metricsworkshop/lab/internal/labtest"
)

// A lab is "go tool workshop lab" or "demo", as a process.
type lab struct {
	page    string // its URL
	command *labtest.Command
}

// startLab starts a verb of the command line, and waits until it has printed where its
// page is. It is interrupted at t's end.
func startLab(t *testing.T, args ...string) *lab {
	t.Helper()
	needChromium(t)
	command := tree.Start(t, nil, args...)
	return &lab{page: command.Await(labtest.PageLine), command: command}
}

// stop interrupts the lab and waits for its end.
func (l *lab) stop(t *testing.T) {
	t.Helper()
	l.command.Stop()
}

var (
	debugLine      = regexp.MustCompile(`profiles are on (http://\S+)`)
	goroutineTotal = regexp.MustCompile(`goroutine profile: total (\d+)`)
)

// goroutines asks the service itself how many goroutines it has.
func (l *lab) goroutines(t *testing.T) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(l.command.Await(debugLine) + "goroutine?debug=1")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	total := goroutineTotal.FindSubmatch(text)
	if total == nil {
		t.Fatalf("the service's goroutine profile begins with %.80q; want its total", text)
	}
	n, err := strconv.Atoi(string(total[1]))
	if err != nil {
		t.Fatal(fmt.Errorf("the service's goroutines: %w", err))
	}
	return n
}
