// Package packe2e unpacks a pack as a learner does, on a machine without a network and
// with nothing in Go's caches. That takes a namespace, which only Linux has.
package packe2e

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
)

// aloneVariable is set for this program when it is to run another one without a network.
const aloneVariable = "PACKE2E_ALONE"

func TestMain(m *testing.M) {
	if os.Getenv(aloneVariable) != "" {
		fmt.Fprintln(os.Stderr, runAlone(os.Args[1:]))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// alone makes cmd run where there is no network but the loopback.
func alone(cmd *exec.Cmd) {
	cmd.Args = append([]string{os.Args[0], cmd.Path}, cmd.Args[1:]...)
	cmd.Path = os.Args[0]
	cmd.Env = append(cmd.Env, aloneVariable+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Getuid() != 0 { // who is root there is still nobody here
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
}

// runAlone brings up the loopback, and becomes another program.
func runAlone(args []string) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request); err != nil {
		return fmt.Errorf("bring up the loopback: %w", err)
	}
	if err := os.Unsetenv(aloneVariable); err != nil {
		return err
	}
	return unix.Exec(args[0], args, os.Environ())
}
