// Package e2e tests every step's finished service as what it is: a process, that
// speaks HTTP, on the embedded database and on MariaDB.
package e2e

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// build builds a program of the repository, given by its folder below the
// root, with flags for the go command, and returns the name of the binary.
func build(tb testing.TB, dir string, flags ...string) string {
	tb.Helper()
	program := filepath.Join(tb.TempDir(), "service")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	cmd := exec.Command("go", append(append([]string{"build", "-o", program}, flags...), ".")...)
	cmd.Dir = filepath.Join("..", "..", filepath.FromSlash(dir))
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("go build in %s: %v\n%s", dir, err, out)
	}
	return program
}

// A service is a running process of ours.
type service struct {
	base string // its URL
	log  *log
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

var listening = regexp.MustCompile(`msg=listening addr=(\S+)`)

// start starts a service on a free port and on a database, with more of an
// environment, and waits until it listens. It is stopped at tb's end.
func start(tb testing.TB, program, dsn string, environment ...string) *service {
	tb.Helper()
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "ORDERS_ADDR=127.0.0.1:0", "ORDERS_DSN="+dsn,
		"STATSD_ADDR=off", "DEBUG_ADDR=off", "NEW_RELIC_LICENSE_KEY=", "NEW_RELIC_COLLECTOR_URL=") // nothing of whoever runs the tests
	cmd.Env = append(cmd.Env, environment...)
	s := &service{log: &log{more: make(chan struct{})}, cmd: cmd, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = s.log, os.Stderr
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	go func() {
		cmd.Wait()
		close(s.done)
	}()
	tb.Cleanup(func() { s.stop(tb) })
	s.await(tb, "msg=listening")
	s.base = "http://" + listening.FindStringSubmatch(s.log.String())[1]
	return s
}

var debugListening = regexp.MustCompile(`msg="debug listener" addr=(\S+)`)

// debug returns the URL of the debug listener of a service that was started with
// anyDebugAddr.
func (s *service) debug(tb testing.TB) string {
	tb.Helper()
	logged := debugListening.FindStringSubmatch(s.log.String()) // it listens before the service does
	if logged == nil {
		tb.Fatalf("the service has logged no debug listener:\n%s", s.log)
	}
	return "http://" + logged[1]
}

const anyDebugAddr = "DEBUG_ADDR=127.0.0.1:0"

// stop asks the service to end and waits until it has; a second call does nothing.
func (s *service) stop(tb testing.TB) {
	stopped := s.cmd.Process.Signal(os.Interrupt)
	if stopped != nil { // Windows has no such signal for another process
		s.cmd.Process.Kill()
	}
	select {
	case <-s.done:
	case <-time.After(20 * time.Second):
		s.cmd.Process.Kill()
		tb.Error("the service did not stop within 20 s")
	}
}

// eachSolution runs a test for the finished service of every step.
func eachSolution(t *testing.T, test func(t *testing.T, program string)) {
	eachSolutionFrom(1, t, test)
}

// eachSolutionFrom runs a test for the finished service of each step from a number
// on.
func eachSolutionFrom(first int, t *testing.T, test func(t *testing.T, program string)) {
	for _, s := range lesson.Steps[first-1:] {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			test(t, build(t, s.Solution()))
		})
	}
}

// get returns the status of an answer, 0 for none.
func get(client *http.Client, url string) int {
	response, err := client.Get(url)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return response.StatusCode
}
