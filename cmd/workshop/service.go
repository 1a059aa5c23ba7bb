package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// buildService builds a step's service into temp, under a name that tells in
// any list of processes which step it is. More flags of "go build" may follow.
func buildService(ctx context.Context, env *env, d lesson.Dir, temp string, flags ...string) (string, error) {
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
		args: append(slices.Clone(flags), "-o", program, pkg),
		list: append(slices.Clone(flags), pkg),
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
	debugging <-chan string // the same for its debug listener, which it may lack
}

// listening and debugging find the address in the line that a service logs when it
// listens for everybody, and for those who want its profiles.
var (
	listening = regexp.MustCompile(`msg="?listening"? addr=(\S+)`)
	debugging = regexp.MustCompile(`msg="debug listener" addr=(\S+)`)
)

func startService(env *env, o runOptions, program string, b *backend, screen *progress) (*service, error) {
	found, foundDebug := make(chan string, 1), make(chan string, 1)
	cmd := o.service.command(program)
	cmd.Env = append(os.Environ(), "ORDERS_ADDR="+o.addr)
	cmd.Env = append(cmd.Env, b.environment()...)
	if o.maxOpen >= 0 {
		cmd.Env = append(cmd.Env, "ORDERS_MAX_OPEN="+strconv.Itoa(o.maxOpen))
	}
	stdout := screen.above(env.Stdout)
	if o.load.wanted {
		stdout = newErrorLimit(stdout)
	}
	cmd.Stdout = &lineFinder{to: stdout, pattern: listening, found: found}
	debugAddr := "off"
	if o.wantsDebug() {
		debugAddr = o.service.debugAddr
		cmd.Stdout = &lineFinder{to: cmd.Stdout, pattern: debugging, found: foundDebug}
	}
	cmd.Env = append(cmd.Env, "DEBUG_ADDR="+debugAddr)
	cmd.Env = append(cmd.Env, o.service.variables...)
	cmd.Stderr = screen.above(env.Stderr)
	c, err := startChild(cmd)
	if err != nil {
		return nil, environmentErrorf("start %s: %w", o.dir.Path(), err)
	}
	return &service{child: c, name: o.name(), load: o.load, listening: found, debugging: foundDebug}, nil
}

// attend says where the service listens, lets the lab put load on it if that is
// wanted, and returns when ctx is done or when the service or the lab has ended.
func (s *service) attend(ctx context.Context, env *env, b *backend) error {
	slow := time.After(10 * time.Second)
	loaded := b.loaded
	var debugging <-chan string // nil until the lines are printed that it belongs to
	for {
		select {
		case addr := <-s.listening:
			slow, debugging = nil, s.debugging
			printWhere(env, s.name, dialable(addr), b)
			select { // nearly always: the service logs this one first
			case addr := <-s.debugging:
				printProfiles(env, dialable(addr))
			default:
			}
			fmt.Fprintln(env.Stdout)
			if !s.load.wanted {
				printTry(env, dialable(addr))
				continue
			}
			printLoad(env, s.load)
			if err := b.tell(s.load.command(dialable(addr))); err != nil {
				return fmt.Errorf("tell the lab to begin: %w", err)
			}
		case addr := <-debugging:
			printProfiles(env, dialable(addr))
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
