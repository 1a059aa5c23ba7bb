// Package labe2e tests the workshop's lab, its demo and its scenes as what they are:
// the command line, with all the processes that it starts.
package labe2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/internal/labtest"
	"example.com/metricsworkshop/lab/live"
)

// tree is for what leaves no trace in it. A lab leaves one while it runs, so that no two
// are open in one tree: a test that opens one has a copy.
var tree *labtest.Tree

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	temp, err := os.MkdirTemp("", "workshop-labe2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(temp)
	if tree, err = labtest.NewTree(filepath.Join("..", ".."), temp); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// serviceLine is what a service's address is printed in.
var serviceLine = regexp.MustCompile(`listens on (http://\S+)`)

// A lab is one that is open in a tree of its own.
type lab struct {
	*labtest.Command
	tree *labtest.Tree
	page *page
}

// openLab opens a lab with more of its arguments, and waits until its page can do all
// that it is for.
func openLab(t *testing.T, args ...string) *lab {
	t.Helper()
	return openLabIn(t, tree.Copy(t), args...)
}

// openLabIn is openLab in a tree in which no other is open.
func openLabIn(t *testing.T, in *labtest.Tree, args ...string) *lab {
	t.Helper()
	c := in.Start(t, nil, append([]string{"lab"}, args...)...)
	l := &lab{c, in, openPage(t, c.Await(labtest.PageLine))}
	l.page.until("there are steps", func(s live.State) bool { return len(s.Steps) > 0 })
	return l
}

// openLabWith is openLab with the service of a step, which it waits for.
func openLabWith(t *testing.T, step string, args ...string) *lab {
	t.Helper()
	l := openLab(t, append([]string{step}, args...)...)
	l.page.untilService("running")
	return l
}
