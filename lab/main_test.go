package main

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// asLab makes the test binary be lab, so that a test can run the program
// without building it.
const asLab = "TEST_BINARY_IS_LAB"

func TestMain(m *testing.M) {
	if os.Getenv(asLab) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestUsage(t *testing.T) {
	tests := []struct {
		name        string
		args        []string
		code        int
		stdout, err string // what each stream contains; "" for nothing
	}{
		{"no verb", nil, 2, "", "usage: lab"},
		{"help", []string{"-h"}, 0, "usage: lab", ""},
		{"unknown verb", []string{"postgres"}, 2, "", `no verb "postgres"`},
		{"help of mysql", []string{"mysql", "-h"}, 0, "-addr", ""},
		{"help of schema", []string{"schema", "-h"}, 0, "-dsn", ""},
		{"unknown flag", []string{"mysql", "-port", "1"}, 2, "", "-port"},
		{"argument", []string{"mysql", "now"}, 2, "", `unexpected argument "now"`},
		{"no dsn", []string{"schema"}, 2, "", "-dsn is missing"},
		{"malformed dsn", []string{"schema", "-dsn", "mysql://u:s3cret@host/db"}, 1, "", "lab schema: malformed dsn"},
		{"not loopback", []string{"mysql", "-addr", "0.0.0.0:0"}, 1, "", "lab mysql: database address"},
	}
	t.Setenv("ORDERS_DSN", "") // a DSN that happens to be set is not what is tested
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, stderr bytes.Buffer
			code := run(t.Context(), tt.args, streams{strings.NewReader(""), &out, &stderr})
			if code != tt.code {
				t.Errorf("exit code = %d; want %d", code, tt.code)
			}
			checkStream(t, "stdout", out.String(), tt.stdout)
			checkStream(t, "stderr", stderr.String(), tt.err)
			if code == 1 && strings.Count(stderr.String(), "\n") != 1 {
				t.Errorf("stderr = %q; want one line", stderr.String())
			}
		})
	}
}

func checkStream(t *testing.T, name, got, want string) {
	t.Helper()
	if want == "" && got != "" || !strings.Contains(got, want) {
		t.Errorf("%s = %q; want %q", name, got, want)
	}
}

func TestMySQLStopsWhenStdinEnds(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	stdin, closeStdin := io.Pipe()
	dsn, done := startMySQL(t, t.Context(), stdin)
	ping(t, dsn)
	closeStdin.Close()
	if code := <-done; code != 0 {
		t.Errorf("exit code = %d; want 0", code)
	}
	if err := goleak.Find(ignore); err != nil {
		t.Error(err)
	}
}

func TestMySQLStopsWithItsContext(t *testing.T) {
	stdin, closeStdin := io.Pipe()
	defer closeStdin.Close()
	ctx, cancel := context.WithCancel(t.Context())
	dsn, done := startMySQL(t, ctx, stdin)
	ping(t, dsn)
	cancel()
	if code := <-done; code != 0 {
		t.Errorf("exit code = %d; want 0", code)
	}
}

// startMySQL runs "lab mysql" on a free port and returns the DSN it printed.
// Its exit code comes on done.
func startMySQL(t *testing.T, ctx context.Context, stdin io.Reader) (dsn string, done <-chan int) {
	t.Helper()
	out, in := io.Pipe()
	code := make(chan int, 1)
	var stderr bytes.Buffer
	go func() {
		defer in.Close()
		code <- run(ctx, []string{"mysql", "-addr", "127.0.0.1:0"}, streams{stdin, in, &stderr})
	}()
	return readReady(t, out), code
}

// ping asks the database something.
func ping(t *testing.T, dsn string) {
	t.Helper()
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.PingContext(t.Context()); err != nil {
		t.Fatalf("ping %s: %v", dsn, err)
	}
}
