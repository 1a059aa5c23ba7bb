package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"time"
)

const (
	// stopGrace is how long a child has to end in order before it is killed. The
	// service takes 10 s for requests, 3 s for New Relic, and 5 s for a name of a
	// StatsD server that nobody knows, at most.
	stopGrace = 20 * time.Second

	// groupGrace is how long what a child has started may outlive it. It is
	// short, because where nobody reaps what has ended, as in many containers,
	// a group never looks empty.
	groupGrace = time.Second
)

// A child is a process in a group of its own: a Ctrl-C on the terminal does not
// reach it, so it is asked to end exactly once, by us.
type child struct {
	cmd  *exec.Cmd
	in   io.Writer     // its input; nil unless startFed started it
	ask  func()        // asks it to end
	done chan struct{} // closed when it has ended
	err  error         // what Wait said; read it after done
}

// startChild starts cmd in a group of its own. It is asked to end by SIGTERM,
// on Windows by Ctrl-Break. On Linux it is asked by the system, too, if we crash.
func startChild(cmd *exec.Cmd) (*child, error) {
	ownGroup(cmd)
	if cmd.WaitDelay == 0 {
		// A grandchild that outlives the child must not keep its output open for us.
		cmd.WaitDelay = 2 * time.Second
	}
	c := &child{
		cmd:  cmd,
		ask:  func() { terminateGroup(cmd.Process) },
		done: make(chan struct{}),
	}
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // where a child ends with us, it ends with the thread that started it
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			c.err = cmd.Wait()
			close(c.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return c, nil
}

// startFed starts cmd with a pipe for its input. It is asked to end by closing
// the pipe, which works alike on every system, and ends with us if we crash.
func startFed(cmd *exec.Cmd) (*child, error) {
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	c, err := startChild(cmd)
	if err != nil {
		return nil, err
	}
	c.in, c.ask = stdin, func() { stdin.Close() }
	return c, nil
}

// tell writes a line to the input of a child that startFed started.
func (c *child) tell(line string) error {
	_, err := io.WriteString(c.in, line)
	return err
}

// runChild runs cmd to its end, or stops it when ctx is done.
func runChild(ctx context.Context, env *env, cmd *exec.Cmd) error {
	c, err := startChild(cmd)
	if err != nil {
		return err
	}
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
		c.stop(stopGrace, env.Hurry)
		return ctx.Err()
	}
}

// stop asks the child to end, and returns when it and what it has started are
// gone: killed, if they take too long or hurry is closed. It reports whether the
// child itself took no killing.
func (c *child) stop(grace time.Duration, hurry <-chan struct{}) (inOrder bool) {
	if c.ended() {
		return true
	}
	c.ask()
	inOrder = within(grace, hurry, c.ended)
	if !inOrder || !within(groupGrace, hurry, func() bool { return !groupAlive(c) }) {
		killGroup(c.cmd.Process)
	}
	<-c.done
	return inOrder
}

// stopChild stops a child, and says so if it had to be killed and nobody was in a
// hurry.
func stopChild(env *env, c *child, name string) {
	if c.stop(stopGrace, env.Hurry) {
		return
	}
	select {
	case <-env.Hurry:
	default:
		fmt.Fprintf(env.Stderr, "%s did not stop within %v and was killed\n", name, stopGrace)
	}
}

// within waits until something is so. It reports false if that takes longer than
// the limit, or when hurry is closed.
func within(limit time.Duration, hurry <-chan struct{}, so func() bool) bool {
	deadline := time.After(limit)
	poll := time.NewTicker(10 * time.Millisecond) // nobody tells when a whole group has ended
	defer poll.Stop()
	for !so() {
		select {
		case <-poll.C:
		case <-deadline:
			return false
		case <-hurry:
			return false
		}
	}
	return true
}

func (c *child) ended() bool { return isClosed(c.done) }

// isClosed reports whether a channel on which nobody sends is closed.
func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// exitCode is the child's exit status, once it is done.
func (c *child) exitCode() int { return c.cmd.ProcessState.ExitCode() }
