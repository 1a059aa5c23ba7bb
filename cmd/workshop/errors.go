package main

import (
	"errors"
	"fmt"
)

// The exit statuses.
const (
	exitOK          = 0
	exitFailed      = 1 // what was asked for failed
	exitUsage       = 2 // the command line is wrong
	exitEnvironment = 3 // the machine is not ready
	exitDamaged     = 4 // the workshop's own files are damaged
)

// An exitError is an error with an exit status of its own. Any other error
// exits with exitFailed.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// errTold is a failure of which all is said already.
var errTold = errors.New("failed")

func usageErrorf(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

func environmentErrorf(format string, args ...any) error {
	return &exitError{exitEnvironment, fmt.Errorf(format, args...)}
}

func damagedErrorf(format string, args ...any) error {
	return &exitError{exitDamaged, fmt.Errorf(format, args...)}
}

func exitCode(err error) int {
	if e, ok := errors.AsType[*exitError](err); ok {
		return e.code
	}
	return exitFailed
}
