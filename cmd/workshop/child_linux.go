package main

import "syscall"

// endWithUs has a child asked to end when we do, however that comes about.
func endWithUs(attributes *syscall.SysProcAttr) { attributes.Pdeathsig = syscall.SIGTERM }
