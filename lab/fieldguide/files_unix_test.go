//go:build unix

package fieldguide

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// childDSN is the variable that makes a run of these tests a child of tooManyFiles.
const childDSN = "FIELDGUIDE_CHILD_DSN"

// tooManyFiles forgets rows in a process that may have 40 files open. It is one of
// its own: the server's half of each connection is a file, too.
func tooManyFiles(t *testing.T) string {
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childDSN+"="+startServer(t, 0))
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// beChild does the child's part and prints the error it meets, if this process is one.
func beChild() bool {
	dsn := os.Getenv(childDSN)
	if dsn == "" {
		return false
	}
	err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 40, Max: 40})
	var db *sql.DB
	if err == nil {
		db, err = sql.Open("mysql", dsn)
	}
	for i := 0; i < 40 && err == nil; i++ {
		_, err = db.Query(query) // whose rows nobody closes
	}
	fmt.Println(err)
	return true
}
