//go:build !unix

package fieldguide

import "testing"

// tooManyFiles is for systems that limit the open files of a process.
func tooManyFiles(t *testing.T) string {
	t.Skip("this system sets a process no limit")
	return ""
}

func beChild() bool { return false }
