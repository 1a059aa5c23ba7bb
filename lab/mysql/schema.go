package mysql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

// The errors of MySQL and MariaDB that have a remedy of their own.
const (
	errDatabaseDenied  = 1044
	errAccessDenied    = 1045
	errUnknownDatabase = 1049
	errUnknownColumn   = 1054
	errCommandDenied   = 1142
)

// CreateSchema creates the orders table in the MySQL or MariaDB that dsn
// names, and its database if that is missing. What is there already stays as
// it is, so CreateSchema may run again, and at the same time as others do.
//
// Its errors say what to do, and never hold the password.
func CreateSchema(ctx context.Context, dsn string) error {
	cfg, err := parse(dsn)
	if err != nil {
		return err
	}
	cfg.Logger = &driver.NopLogger{} // what it would print is in the errors
	if cfg.Timeout == 0 {
		cfg.Timeout = 5 * time.Second // else a host that is not there costs minutes
	}

	err = execute(ctx, cfg, schema)
	if isNumber(err, errUnknownDatabase) {
		if err := createDatabase(ctx, cfg); err != nil {
			return err
		}
		err = execute(ctx, cfg, schema)
	}
	if err != nil {
		return explain(cfg, "create table orders", err)
	}
	// A table that somebody else made is left alone by IF NOT EXISTS, and the
	// service would fail on it one request at a time.
	err = execute(ctx, cfg, "SELECT id, customer_id, merchant_id, driver_id, state FROM orders LIMIT 0")
	if isNumber(err, errUnknownColumn) {
		return fmt.Errorf("database %s has an orders table that is not the workshop's: %w; name another database in the dsn", cfg.DBName, err)
	}
	if err != nil {
		return explain(cfg, "read table orders", err)
	}
	return nil
}

// execute runs one statement on a connection of its own.
func execute(ctx context.Context, cfg *driver.Config, statement string) error {
	connector, err := driver.NewConnector(cfg)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	_, err = db.ExecContext(ctx, statement)
	return err
}

func createDatabase(ctx context.Context, cfg *driver.Config) error {
	server := cfg.Clone()
	server.DBName = ""
	name := "`" + strings.ReplaceAll(cfg.DBName, "`", "``") + "`"
	if err := execute(ctx, server, "CREATE DATABASE IF NOT EXISTS "+name); err != nil {
		return explain(cfg, "create database "+cfg.DBName, err)
	}
	return nil
}

// explain adds to err what was done, where, and what helps.
func explain(cfg *driver.Config, doing string, err error) error {
	var answer *driver.MySQLError
	remedy := "check that the server runs and that the dsn has its host and port"
	if errors.As(err, &answer) {
		remedy = "see the server's message"
		switch answer.Number {
		case errAccessDenied:
			remedy = "check the user and the password in the dsn"
		case errDatabaseDenied, errCommandDenied:
			remedy = fmt.Sprintf("the user %s may not: let an administrator create the database %s and grant it to the user", cfg.User, cfg.DBName)
		}
	}
	return fmt.Errorf("%s on %s: %w; %s", doing, cfg.Addr, err, remedy)
}

func isNumber(err error, number uint16) bool {
	var answer *driver.MySQLError
	return errors.As(err, &answer) && answer.Number == number
}
