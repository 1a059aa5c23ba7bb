package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// databaseStart is how long the workshop's own MySQL may take to start; it is
// well below a second on an idle machine.
const databaseStart = time.Minute

// A database is what the service keeps its orders in.
type database struct {
	dsn   string
	shown string // for the reader, without a password
	child *child // the workshop's own MySQL; nil for a real one
}

// ready finds the data source name in the line that the lab prints.
var ready = regexp.MustCompile(`(?m)^ready (.+?)\r?$`)

// openDatabase makes the database of a run ready, with its schema.
func openDatabase(ctx context.Context, env *env, o runOptions) (*database, error) {
	lab, err := buildLab(ctx, env)
	if err != nil {
		return nil, err
	}
	if o.dsn != "" {
		return useDatabase(ctx, env, lab, o.dsn)
	}
	return startDatabase(ctx, env, lab, o.dbAddr)
}

// startDatabase starts the workshop's own MySQL.
func startDatabase(ctx context.Context, env *env, lab, addr string) (*database, error) {
	found := make(chan string, 1)
	cmd := exec.Command(lab, "mysql", "-addr", addr)
	cmd.Stdout = &lineFinder{to: io.Discard, pattern: ready, found: found}
	cmd.Stderr = env.Stderr
	c, err := startFed(cmd)
	if err != nil {
		return nil, environmentErrorf("start the database: %w", err)
	}
	select {
	case dsn := <-found:
		return &database{
			dsn:   dsn,
			shown: "MySQL in memory: everything in it is gone when it stops",
			child: c,
		}, nil
	case <-c.done:
		return nil, environmentErrorf("the database did not start, %s: its own words are above\n"+
			"If they do not help: go tool workshop doctor", c.cmd.ProcessState)
	case <-time.After(databaseStart):
		c.stop(stopGrace, env.Hurry)
		return nil, environmentErrorf("the database was not ready after %v\nThis machine may be too busy: try again.", databaseStart)
	case <-ctx.Done():
		c.stop(stopGrace, env.Hurry)
		return nil, ctx.Err()
	}
}

// useDatabase creates the schema in a database of the user's. A database that
// cannot be used is no reason to stop: the service starts without one.
func useDatabase(ctx context.Context, env *env, lab, dsn string) (*database, error) {
	waiting := time.AfterFunc(patience, func() {
		fmt.Fprintln(env.Stderr, "waiting for your database, half a minute at most")
	})
	defer waiting.Stop()
	var out strings.Builder
	cmd := exec.Command(lab, "schema")
	cmd.Env = append(os.Environ(), "ORDERS_DSN="+dsn) // everybody may read a command line
	cmd.Stdout, cmd.Stderr = &out, &out
	err := runChild(ctx, env, cmd)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		return nil, environmentErrorf("create the schema: %w", err)
	}
	if match := ready.FindStringSubmatch(out.String()); match != nil && err == nil {
		return &database{dsn: dsn, shown: match[1]}, nil
	}
	fmt.Fprintf(env.Stderr, "%s\n"+
		"The service starts all the same, and recovers when the database does. But the schema\n"+
		"may be missing then: when the database can be used, stop this and run it again.\n", hidePassword(strings.TrimSpace(out.String()), dsn))
	return &database{dsn: dsn, shown: "yours, which cannot be used yet"}, nil
}

// ended is closed when the workshop's own MySQL has ended; a real one is not ours to watch.
func (db *database) ended() <-chan struct{} {
	if db.child == nil {
		return nil
	}
	return db.child.done
}

// hidePassword returns text without the password of dsn, which a message of the
// database or its driver may quote.
func hidePassword(text, dsn string) string {
	end := strings.LastIndexByte(dsn, '/')
	if end < 0 {
		end = len(dsn)
	}
	credentials := dsn[:max(0, strings.LastIndexByte(dsn[:end], '@'))]
	_, password, _ := strings.Cut(credentials, ":")
	if password == "" {
		return text
	}
	return strings.ReplaceAll(text, ":"+password+"@", ":***@")
}
