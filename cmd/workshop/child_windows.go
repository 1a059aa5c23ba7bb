package main

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"golang.org/x/sys/windows"
)

func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// interruptGroup sends Ctrl-Break, which a Go program gets as os.Interrupt: a
// group of its own ignores Ctrl-C.
func interruptGroup(p *os.Process) {
	windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(p.Pid))
}

// terminateGroup is interruptGroup: Windows knows one polite way.
func terminateGroup(p *os.Process) { interruptGroup(p) }

// killGroup ends the process and all that it started.
func killGroup(p *os.Process) {
	exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(p.Pid)).Run()
	p.Kill() // where there is no taskkill
}

// groupAlive reports whether the child is running; Windows has no groups to ask.
func groupAlive(c *child) bool { return !c.ended() }

// mostOpenFiles is 0: Windows has no limit of open files for a process.
func mostOpenFiles() uint64 { return 0 }
