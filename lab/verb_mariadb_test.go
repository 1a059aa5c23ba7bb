package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// TestMariaDB runs an installed MariaDB until stdin ends, or says that there is none.
func TestMariaDB(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp) // which Windows reads
	stdin, closeStdin := io.Pipe()
	out, in := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		defer in.Close()
		code <- run(t.Context(), []string{"mariadb"}, streams{stdin, in, &stderr})
	}()
	stdout := bufio.NewReader(out)
	line, err := stdout.ReadString('\n')
	if err != nil {
		t.Fatalf("stdout is %q, %v; stderr %q", line, err, stderr.String())
	}
	if dsn, found := strings.CutPrefix(strings.TrimSpace(line), "ready "); found {
		ping(t, strings.Replace(dsn, "/orders?", "/?", 1)) // which does not exist yet
	} else if line != "none\n" {
		t.Errorf("stdout = %q; want ready and a DSN, or none", line)
	}
	closeStdin.Close()
	if rest, err := io.ReadAll(stdout); err != nil || len(rest) > 0 {
		t.Errorf("then stdout = %q, %v; want nothing", rest, err)
	}
	if code := <-code; code != 0 || stderr.Len() > 0 {
		t.Errorf("exit code = %d, stderr %q; want 0 and nothing", code, stderr.String())
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v; want nothing", left, err)
	}
	if err := goleak.Find(ignore); err != nil {
		t.Error(err)
	}
}

// TestMariaDBStopped ends stdin before it is ready.
func TestMariaDBStopped(t *testing.T) {
	var out, stderr bytes.Buffer
	code := run(t.Context(), []string{"mariadb"}, streams{strings.NewReader(""), &out, &stderr})
	if code != 0 || strings.Contains(out.String(), "ready") || stderr.Len() > 0 {
		t.Errorf("exit code = %d, stdout %q, stderr %q; want 0, not ready, and nothing", code, out.String(), stderr.String())
	}
}
