package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"example.com/metricsworkshop/lab/mysql"
)

// schemaTimeout is for a server that accepts the connection and says nothing.
const schemaTimeout = 30 * time.Second

// runSchema creates the schema on the MySQL or MariaDB of -dsn.
func runSchema(ctx context.Context, args []string, std streams) error {
	flags := flag.NewFlagSet("schema", flag.ContinueOnError)
	dsn := flags.String("dsn", "", "the database, as `user:password@tcp(host:port)/database`")
	if err := parseFlags(flags, args, std); err != nil {
		return err
	}
	if *dsn == "" {
		return usageError(flags, std, errors.New("-dsn is missing"))
	}

	ctx, cancel := context.WithTimeout(ctx, schemaTimeout)
	defer cancel()
	if err := mysql.CreateSchema(ctx, *dsn); err != nil {
		return err
	}
	shown, err := mysql.Redact(*dsn)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, "ready", shown)
	return err
}
