// Otherdrivers forgets to close rows of PostgreSQL and SQLite, and prints what that
// leaves behind: what docs/field-guide.md says of MySQL's driver, asked of others.
//
//	go -C lab/otherdrivers run . [-postgres DSN]
//
// Without a DSN it starts a PostgreSQL of its own, if one is installed (on Debian:
// apt-get install postgresql). It is a module of its own, so that nobody else
// downloads these drivers.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	dsn := flag.String("postgres", "", "the `DSN` of a PostgreSQL, as in postgres://user:password@127.0.0.1/database (default: start one)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *dsn); err != nil {
		fmt.Fprintln(os.Stderr, "otherdrivers:", err)
		os.Exit(1)
	}
}

// run prints a line for each driver and kind of context. Without a PostgreSQL it says
// so, and prints those of SQLite alone.
func run(ctx context.Context, stdout io.Writer, dsn string) error {
	if dsn == "" {
		server, err := startPostgres(ctx)
		switch {
		case errors.Is(err, errNoPostgres):
			fmt.Fprintln(stdout, err)
		case err != nil:
			return err
		default:
			defer server.stop()
			dsn = server.dsn
		}
	}
	var subjects []subject
	if dsn != "" {
		subjects = postgresSubjects(dsn)
	}
	dir, err := os.MkdirTemp("", "otherdrivers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	subjects = append(subjects, sqliteSubjects(dir)...)

	var found []finding
	for _, s := range subjects {
		for _, cancelable := range []bool{false, true} {
			f, err := s.leak(ctx, cancelable)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			found = append(found, f)
		}
	}
	return table(stdout, found)
}
