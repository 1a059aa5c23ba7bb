package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"time"
)

// goGrace is how long the go command has to remove its temporary files.
const goGrace = 5 * time.Second

// goCmd returns a run of the go command, in our environment and more.
func goCmd(dir string, more []string, args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), more...)
	return cmd
}

// startGo starts a run of the go command. SIGTERM would end it without the
// temporary files it has to remove, so it is asked by an interrupt.
func startGo(cmd *exec.Cmd) (*child, error) {
	c, err := startChild(cmd)
	if errors.Is(err, exec.ErrNotFound) {
		return nil, environmentErrorf("%w\nInstall Go (https://go.dev/dl), and see that its bin folder is in the PATH.", err)
	}
	if err != nil {
		return nil, environmentErrorf("%w", err)
	}
	c.ask = func() { interruptGroup(cmd.Process) }
	return c, nil
}

// goOutput runs the go command and returns all that it printed.
func goOutput(ctx context.Context, env *env, dir string, more []string, args ...string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	cmd := goCmd(dir, more, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	child, err := startGo(cmd)
	if err != nil {
		return "", err
	}
	select {
	case <-child.done:
		return out.String(), child.err
	case <-ctx.Done():
		child.stop(goGrace, env.Hurry)
		return "", ctx.Err()
	}
}
