package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// buildService builds a step's service into temp, under a name that tells in
// any list of processes which step it is.
func buildService(ctx context.Context, env *env, d lesson.Dir, temp string) (string, error) {
	if _, err := os.Stat(filepath.Join(env.Root, filepath.FromSlash(d.Path()))); err != nil {
		return "", damagedErrorf("%w\ngit checkout -- %s brings the step back.", err, d.Path())
	}
	program := filepath.Join(temp, executable("workshop-"+strings.ReplaceAll(d.Path(), "/", "-")))
	// In the working directory and by import path, so that the compiler names
	// files as they are to be opened from there.
	pkg := "example.com/metricsworkshop/" + d.Path()
	err := goBuild(ctx, env, build{
		what: d.Path(),
		temp: temp,
		args: []string{"-o", program, pkg},
		list: []string{pkg},
	})
	if errors.Is(err, errBuild) {
		return "", fmt.Errorf("%s does not build: mend what the lines above say, and run it again", d.Path())
	}
	return program, err
}

// A service is a running service.
type service struct {
	*child
	name      string
	load      loadOptions
	listening <-chan string // sends its address, once it listens
}

// listening finds the address in the line that a service logs when it listens.
var listening = regexp.MustCompile(`msg="?listening"? addr=(\S+)`)

func startService(env *env, o runOptions, program string, b *backend, screen *progress) (*service, error) {
	found := make(chan string, 1)
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "ORDERS_ADDR="+o.addr)
	cmd.Env = append(cmd.Env, b.environment()...)
	if o.maxOpen >= 0 {
		cmd.Env = append(cmd.Env, "ORDERS_MAX_OPEN="+strconv.Itoa(o.maxOpen))
	}
	cmd.Stdout = &lineFinder{to: screen.above(env.Stdout), pattern: listening, found: found}
	cmd.Stderr = screen.above(env.Stderr)
	c, err := startChild(cmd)
	if err != nil {
		return nil, environmentErrorf("start %s: %w", o.dir.Path(), err)
	}
	return &service{child: c, name: o.dir.Path(), load: o.load, listening: found}, nil
}

// attend says where the service listens, lets the lab put load on it if that is
// wanted, and returns when ctx is done or when the service or the lab has ended.
func (s *service) attend(ctx context.Context, env *env, b *backend) error {
	slow := time.After(10 * time.Second)
	loaded := b.loaded
	for {
		select {
		case addr := <-s.listening:
			slow = nil
			printWhere(env, s.name, dialable(addr), b)
			if !s.load.wanted {
				printTry(env, dialable(addr))
				continue
			}
			printLoad(env, s.load)
			if err := b.tell(s.load.command(dialable(addr))); err != nil {
				return fmt.Errorf("tell the lab to begin: %w", err)
			}
		case <-loaded:
			loaded = nil
			fmt.Fprintf(env.Stdout, "\n%s goes on: it serves until you stop it. Ctrl-C here stops it all.\n", s.name)
		case <-slow:
			fmt.Fprintf(env.Stderr, "%s has not logged yet that it listens (msg=listening addr=...); Ctrl-C stops it\n", s.name)
		case <-ctx.Done():
			b.silence()
			fmt.Fprintln(env.Stderr, "\nstopping; a second Ctrl-C does not wait for the requests under way")
			return ctx.Err()
		case <-s.done:
			return fmt.Errorf("%s ended by itself, %s: its last words are above", s.name, s.cmd.ProcessState)
		case <-b.done:
			return fmt.Errorf("the lab, which holds the database, ended by itself, %s\n%s cannot work without: run it again", b.cmd.ProcessState, s.name)
		}
	}
}

// printWhere says where the service and what it talks to are.
func printWhere(env *env, name, addr string, b *backend) {
	fmt.Fprintf(env.Stdout, "\n%s listens on http://%s\nIts database is %s\n", name, addr, b.shown)
	if statsd := b.ready["statsd"]; statsd != "" {
		fmt.Fprintf(env.Stdout, "Its StatsD server is the workshop's own, on %s\n", statsd)
	}
	if collector := b.ready["collector"]; collector != "" {
		fmt.Fprintf(env.Stdout, "Its New Relic is the workshop's stand-in, on %s\n", collector)
	}
	fmt.Fprintln(env.Stdout)
}

// printLoad says what load begins.
func printLoad(env *env, o loadOptions) {
	fmt.Fprintf(env.Stdout, "%d requests a second for %v; %d %% of the driver lookups find a driver on the way\n", o.rate, o.duration, o.hits)
}

// printTry says what to try. The lines work in sh, cmd and PowerShell alike: a
// JSON text on the command line would not, because Windows PowerShell drops its
// quotes, so it stands in a file.
func printTry(env *env, addr string) {
	curl := executable("curl") // plain curl is another command in Windows PowerShell
	fmt.Fprintf(env.Stdout, `Try it in a second terminal:
  %[1]s -i -H "Content-Type: application/json" -d "@%[2]s" http://%[3]s/orders
  %[1]s -i -X POST http://%[3]s/orders/1/allocate
  %[1]s -i http://%[3]s/orders/1/state
The Location in the first answer has the order's number. Ctrl-C here stops it all.

`, curl, orderFile(env), addr)
}

// orderFile is the full name of the example order: nobody knows in which folder
// the second terminal opens. Its slashes work on Windows too.
func orderFile(env *env) string {
	return filepath.ToSlash(filepath.Join(env.Root, "docs", "requests", "order.json"))
}

// executable is the file name of a program on this system.
func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
