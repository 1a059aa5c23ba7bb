package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"example.com/metricsworkshop/lab/mysql"
)

// schemaTimeout is for a server that accepts the connection and says nothing.
const schemaTimeout = 30 * time.Second

// runSchema creates the schema on the MySQL or MariaDB of -dsn, or else of
// ORDERS_DSN, where no list of processes shows its password.
func runSchema(ctx context.Context, args []string, std streams) error {
	flags := flag.NewFlagSet("schema", flag.ContinueOnError)
	given := flags.String("dsn", "", "the database, as `user:password@tcp(host:port)/database`\n(default is ORDERS_DSN if it is set)")
	if err := parseFlags(flags, args, std); err != nil {
		return err
	}
	// Not the flag's default, which help prints: it may hold a password.
	dsn := cmp.Or(*given, os.Getenv("ORDERS_DSN"))
	if dsn == "" {
		return usageError(flags, std, errors.New("-dsn is missing, and ORDERS_DSN is not set"))
	}

	ctx, cancel := context.WithTimeout(ctx, schemaTimeout)
	defer cancel()
	if err := mysql.CreateSchema(ctx, dsn); err != nil {
		return err
	}
	shown, err := mysql.Redact(dsn)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, "ready", shown)
	return err
}
