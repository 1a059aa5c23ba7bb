package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// ready finds what can be used, for the reader, in the line that the lab prints.
var ready = regexp.MustCompile(`(?m)^ready (.+?)\r?$`)

// prepareDatabase creates the schema in a database of the user's, and returns what
// to call it, without its password. A database that cannot be used is no reason to
// stop: the service starts without one.
func prepareDatabase(ctx context.Context, env *env, lab, dsn string) (shown string, err error) {
	waiting := time.AfterFunc(patience, func() {
		fmt.Fprintln(env.Stderr, "waiting for your database, half a minute at most")
	})
	defer waiting.Stop()
	var out strings.Builder
	cmd := exec.Command(lab, "schema")
	cmd.Env = append(os.Environ(), "ORDERS_DSN="+dsn) // everybody may read a command line
	cmd.Stdout, cmd.Stderr = &out, &out
	err = runChild(ctx, env, cmd)
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		return "", environmentErrorf("create the schema: %w", err)
	}
	if match := ready.FindStringSubmatch(out.String()); match != nil && err == nil {
		return match[1], nil
	}
	fmt.Fprintf(env.Stderr, "%s\n"+
		"The service starts all the same, and recovers when the database does. But the schema\n"+
		"may be missing then: when the database can be used, stop this and run it again.\n", hidePassword(strings.TrimSpace(out.String()), dsn))
	return "yours, which cannot be used yet", nil
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
