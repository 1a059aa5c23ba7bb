// Package browser tests the lab's page as its reader sees it: in a real browser, in
// front of the real lab and a real service, all started by the workshop's own command.
package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"example.com/metricsworkshop/lab/internal/labtest"
)

// What all tests use.
var (
	tree     *labtest.Tree // nil without chromium
	chromium string        // "" if there is none
)

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	chromium = findChromium()
	if chromium == "" && os.Getenv("CI") != "true" {
		return m.Run() // each test says why it is skipped
	}
	temp, err := os.MkdirTemp("", "workshop-browser-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(temp)
	if tree, err = labtest.NewTree(filepath.Join("..", ".."), temp); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// findChromium returns the name of a browser that the tests can drive.
func findChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	return ""
}

// needChromium skips a test where there is no browser, but not in CI.
func needChromium(t *testing.T) {
	t.Helper()
	switch {
	case chromium != "":
	case os.Getenv("CI") == "true":
		t.Fatal("there is no Chromium; install the package chromium")
	default:
		t.Skip("there is no Chromium on this machine")
	}
}
