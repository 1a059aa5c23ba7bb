//go:build !unix

package main

import "syscall"

// unprivileged returns how to start PostgreSQL: as everything else.
func unprivileged(string) (*syscall.SysProcAttr, error) { return nil, nil }
