//go:build !windows

package main

import (
	"os"
	"os/exec"
	"syscall"
)

func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithUs(cmd.SysProcAttr)
}

// The group may be gone already, which is what all three are after: no error counts.

func interruptGroup(p *os.Process) { syscall.Kill(-p.Pid, syscall.SIGINT) }
func terminateGroup(p *os.Process) { syscall.Kill(-p.Pid, syscall.SIGTERM) }
func killGroup(p *os.Process)      { syscall.Kill(-p.Pid, syscall.SIGKILL) }

// groupAlive reports whether any process of the child's group is left, which
// includes one that has ended and that nobody has reaped.
func groupAlive(c *child) bool {
	return syscall.Kill(-c.cmd.Process.Pid, 0) == nil
}

// mostOpenFiles is the highest limit of open files that a child can be given.
func mostOpenFiles() uint64 {
	limit := syscall.Rlimit{Max: 1 << 20} // which stays if nobody knows better
	syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	return min(uint64(limit.Max), 1<<20)
}
