package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"example.com/metricsworkshop/lab/mariadb"
)

// runMariaDB runs an installed MariaDB, with its defaults and in a folder of its own,
// until ctx is done or stdin ends. It says where, "ready DSN", or "none" if there is
// no MariaDB to start.
func runMariaDB(ctx context.Context, args []string, std streams) error {
	if err := parseFlags(flag.NewFlagSet("mariadb", flag.ContinueOnError), args, std); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "workshop-mariadb-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer cancel()
		io.Copy(io.Discard, std.in)
	}()

	server, err := mariadb.Start(ctx, dir)
	switch {
	case errors.Is(err, mariadb.ErrNotInstalled):
		_, err := fmt.Fprintln(std.out, "none")
		return err
	case ctx.Err() != nil:
		return nil // stopped, and nobody reads any more
	case err != nil:
		return err
	}
	if _, err = fmt.Fprintln(std.out, "ready", server.DSN()); err == nil {
		<-ctx.Done()
	}
	return errors.Join(err, server.Close())
}
