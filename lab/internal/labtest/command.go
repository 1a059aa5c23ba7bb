package labtest

import (
	"crypto/rand"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"testing"
	"time"
)

const (
	// patience is how long anything may take: the lab may have to be built.
	patience = 5 * time.Minute

	// stopTimeout is how long the command line may take to end.
	stopTimeout = 30 * time.Second
)

// markVariable is in the environment of all that a command starts, however far down.
const markVariable = "WORKSHOP_LABTEST"

// A Command is the command line at work. Its methods are for the test's own goroutine.
type Command struct {
	PID int

	tb     testing.TB
	cmd    *exec.Cmd
	said   screen
	done   chan struct{} // closed when it has ended
	mark   string        // of its processes
	temp   string        // where it and they have their temporary files
	killed bool          // so that it could not remove them
}

// Start starts the command line, as in Start(tb, nil, "lab", "2"), with all that it
// would listen on at a free port, and more of an environment. At tb's end it is
// interrupted, unless it has ended, and it is an error if it leaves a process or a
// temporary file behind.
func (t *Tree) Start(tb testing.TB, environment []string, args ...string) *Command {
	tb.Helper()
	c := &Command{
		tb: tb, cmd: exec.Command(t.program, args...), done: make(chan struct{}),
		mark: markVariable + "=" + rand.Text(), temp: tb.TempDir(),
	}
	c.cmd.Dir = t.Root
	const free = "127.0.0.1:0"
	c.cmd.Env = append(os.Environ(), c.mark, "TMPDIR="+c.temp, "TMP="+c.temp, "TEMP="+c.temp,
		"ORDERS_ADDR="+free, "DEBUG_ADDR="+free, "WORKSHOP_PAGE_ADDR="+free,
		"WORKSHOP_DB_ADDR="+free, "WORKSHOP_STATSD_ADDR="+free, "WORKSHOP_COLLECTOR_ADDR="+free,
		// Nothing of whoever runs the tests.
		"ORDERS_DSN=", "STATSD_ADDR=", "WORKSHOP_STATSD_FORWARD=", "WORKSHOP_OWN_LAB=",
		"NEW_RELIC_LICENSE_KEY=", "NEW_RELIC_COLLECTOR_URL=")
	c.cmd.Env = append(c.cmd.Env, environment...)
	c.said.more = make(chan struct{}, 1)
	c.cmd.Stdout, c.cmd.Stderr = &c.said, &c.said
	c.cmd.WaitDelay = time.Second // what outlives it may have its output still
	if err := c.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	c.PID = c.cmd.Process.Pid
	go func() {
		c.cmd.Wait() // how it ended is in its state
		close(c.done)
	}()
	tb.Cleanup(c.finish)
	return c
}

// Output is all that it has printed.
func (c *Command) Output() string { return c.said.String() }

// Await waits until it has printed what the pattern finds, and returns the last of it:
// the first group.
func (c *Command) Await(pattern *regexp.Regexp) string {
	c.tb.Helper()
	return c.await(pattern, func() string {
		all := pattern.FindAllStringSubmatch(c.said.String(), -1)
		if all == nil {
			return ""
		}
		return group(all[len(all)-1])
	})
}

// Next waits until it has printed what the pattern finds behind what Next has found
// before, and returns it: the first group.
func (c *Command) Next(pattern *regexp.Regexp) string {
	c.tb.Helper()
	return c.await(pattern, func() string { return c.said.next(pattern) })
}

// group is the first of a match, or the whole of one that has none.
func group(match []string) string { return match[min(1, len(match)-1)] }

// await waits until find returns anything.
func (c *Command) await(pattern *regexp.Regexp, find func() string) string {
	c.tb.Helper()
	late := time.After(patience)
	for {
		ended := c.ended() // before find: what it has printed last counts
		if found := find(); found != "" {
			return found
		}
		if ended {
			c.tb.Fatalf("%v has ended, and printed no %q:\n%s", c.cmd.Args, pattern, &c.said)
		}
		select {
		case <-c.said.more:
		case <-c.done:
		case <-late:
			c.tb.Fatalf("%v has not printed %q after %v:\n%s", c.cmd.Args, pattern, patience, &c.said)
		}
	}
}

func (c *Command) ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// Interrupt is Ctrl-C.
func (c *Command) Interrupt() {
	c.tb.Helper()
	if runtime.GOOS == "windows" {
		c.tb.Skip("Windows has no signal that interrupts another process")
	}
	c.cmd.Process.Signal(os.Interrupt) // the error is that it has ended
}

// Kill ends it without a chance to do anything. What it has started may go on.
func (c *Command) Kill() {
	c.killed = true
	c.cmd.Process.Kill() // the error is that it has ended
	<-c.done
}

// Wait waits until it has ended by itself, and returns its exit status.
func (c *Command) Wait() int {
	c.tb.Helper()
	select {
	case <-c.done:
	case <-time.After(patience):
		c.tb.Fatalf("%v has not ended after %v:\n%s", c.cmd.Args, patience, &c.said)
	}
	return c.cmd.ProcessState.ExitCode()
}

// Stop interrupts it and waits for its end; a second call does nothing. It returns its
// exit status.
func (c *Command) Stop() int {
	c.tb.Helper()
	if c.cmd.Process.Signal(os.Interrupt) != nil && !c.ended() { // this is Windows
		c.Kill()
	}
	select {
	case <-c.done:
	case <-time.After(stopTimeout):
		c.Kill()
		c.tb.Errorf("%v has not ended %v after an interrupt:\n%s", c.cmd.Args, stopTimeout, &c.said)
	}
	return c.cmd.ProcessState.ExitCode()
}

// finish ends it, and looks at what it leaves behind.
func (c *Command) finish() {
	c.tb.Helper()
	c.Stop()
	c.checkGone()
	if c.tb.Failed() {
		c.tb.Logf("%v printed:\n%s", c.cmd.Args, &c.said)
	}
}
