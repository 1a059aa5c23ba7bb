//go:build !linux && !windows

package main

import "syscall"

// endWithUs does nothing: the system has no such order. What we leave behind in a
// crash the user has to stop.
func endWithUs(*syscall.SysProcAttr) {}
