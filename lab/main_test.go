package main

import (
	"bufio"
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
		{"help of serve", []string{"serve", "-h"}, 0, "-mysql", ""},
		{"help of schema", []string{"schema", "-h"}, 0, "-dsn", ""},
		{"unknown flag", []string{"serve", "-port", "1"}, 2, "", "-port"},
		{"argument", []string{"serve", "now"}, 2, "", `unexpected argument "now"`},
		{"no dsn", []string{"schema"}, 2, "", "-dsn is missing"},
		{"malformed dsn", []string{"schema", "-dsn", "mysql://u:s3cret@host/db"}, 1, "", "lab schema: malformed dsn"},
		{"two databases", []string{"serve", "-mysql", "127.0.0.1:0", "-proxy", "127.0.0.1:0"}, 2, "", "one is enough"},
		{"limit of no database", []string{"serve", "-mysql-connections", "9"}, 2, "", "with -mysql"},
		{"limit below 0", []string{"serve", "-mysql", "127.0.0.1:0", "-mysql-connections", "-1"}, 2, "", "0 or more"},
		{"proxy without dsn", []string{"serve", "-proxy", "127.0.0.1:0"}, 1, "", "lab serve: the dsn names no database"},
		{"database not loopback", []string{"serve", "-mysql", "0.0.0.0:0"}, 1, "", "lab serve: database address"},
		{"statsd not loopback", []string{"serve", "-statsd", "0.0.0.0:0"}, 1, "", "lab serve: StatsD server: "},
		{"collector not loopback", []string{"serve", "-collector", "0.0.0.0:0"}, 1, "", "lab serve: collector: "},
		{"long delay", []string{"serve", "-mysql", "127.0.0.1:0", "-delay", "1s"}, 1, "", "lab serve: a delay of 1s"},
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

func TestServeStopsWhenStdinEnds(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-delay", "1ms", "-statsd", "127.0.0.1:0", "-collector", "127.0.0.1:0")
	ping(t, lab.ready["database"])
	lab.stdin.Close()
	if code := <-lab.done; code != 0 {
		t.Errorf("exit code = %d; want 0", code)
	}
	if err := goleak.Find(ignore); err != nil {
		t.Error(err)
	}
}

func TestServeStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	lab := startServe(t, ctx, "-mysql", "127.0.0.1:0")
	ping(t, lab.ready["database"])
	cancel()
	if code := <-lab.done; code != 0 {
		t.Errorf("exit code = %d; want 0", code)
	}
}

// A serving is "lab serve" in this process.
type serving struct {
	ready  map[string]string // where its parts are
	stdin  io.WriteCloser
	stdout *bufio.Reader // what it says after it is ready
	done   <-chan int    // its exit code
	stderr *bytes.Buffer // complete when it is done
}

// startServe runs "lab serve" with more flags. It is stopped at t's end.
func startServe(t *testing.T, ctx context.Context, flags ...string) *serving {
	t.Helper()
	stdin, closeStdin := io.Pipe()
	out, in := io.Pipe()
	code := make(chan int, 1)
	var stderr bytes.Buffer
	go func() {
		defer in.Close()
		code <- run(ctx, append([]string{"serve"}, flags...), streams{stdin, in, &stderr})
	}()
	s := &serving{stdin: closeStdin, stdout: bufio.NewReader(out), done: code, stderr: &stderr}
	t.Cleanup(func() {
		closeStdin.Close()
		s.discard()
	})
	s.ready = readReady(t, s.stdout)
	return s
}

// discard reads what the lab says until its end: it waits for its reader.
func (s *serving) discard() { io.Copy(io.Discard, s.stdout) }

// readReady reads the lines "ready NAME VALUE" until "serving".
func readReady(t *testing.T, out *bufio.Reader) map[string]string {
	t.Helper()
	ready := map[string]string{}
	for {
		line, err := out.ReadString('\n')
		if err != nil {
			t.Fatalf("after %v, stdout is %q, %v; want a line that begins with ready, or serving", ready, line, err)
		}
		words := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
		switch {
		case len(words) == 1 && words[0] == "serving":
			return ready
		case len(words) == 3 && words[0] == "ready":
			ready[words[1]] = words[2]
		default:
			t.Fatalf("stdout has %q; want a line that begins with ready, or serving", line)
		}
	}
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
