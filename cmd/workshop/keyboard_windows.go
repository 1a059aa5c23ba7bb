package main

import "os"

// inForeground is true: Windows has no programs in the background of a console.
func inForeground(*os.File) bool { return true }
