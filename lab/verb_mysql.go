package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"example.com/metricsworkshop/lab/mysql"
)

// runMySQL runs the embedded MySQL until ctx is done or stdin ends. The latter
// is how the parent stops it on every system, Windows included, and why it
// does not outlive a parent that crashed.
func runMySQL(ctx context.Context, args []string, std streams) error {
	flags := flag.NewFlagSet("mysql", flag.ContinueOnError)
	addr := flags.String("addr", mysql.DefaultAddr, "loopback `host:port` to listen on; port 0 picks a free one")
	if err := parseFlags(flags, args, std); err != nil {
		return err
	}

	server, err := mysql.Start(*addr)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(std.out, "ready", server.DSN()); err != nil {
		return errors.Join(err, server.Close())
	}

	ended := make(chan struct{})
	go func() {
		defer close(ended)
		io.Copy(io.Discard, std.in) // an error is an end too
	}()
	select {
	case <-ctx.Done():
	case <-ended:
	}
	return server.Close()
}
