package main

import (
	"context"
	"database/sql"
	"errors"

	driver "github.com/go-sql-driver/mysql"
)

// A pinged is the user's database, as the lab itself asks it: past the proxy, which
// counts the service's connections and not this one. The embedded database is there
// as long as the lab is, and needs no asking.
type pinged struct {
	dsn   string // "" for the embedded one
	where string // for the reader, without a password
}

// ping opens a connection and closes it again. It says hello as every client does: a
// server blocks a machine from which many connections come that do not. An answer that
// is an error, such as "too many connections", is an answer.
func (p pinged) ping(ctx context.Context) error {
	config, err := driver.ParseDSN(p.dsn)
	if err != nil {
		return errMalformed // its cause quotes parts of the DSN
	}
	config.Logger = &driver.NopLogger{} // what it would log is the error that it returns
	connector, err := driver.NewConnector(config)
	if err != nil {
		return errMalformed
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	err = db.PingContext(ctx)
	if _, ok := errors.AsType[*driver.MySQLError](err); ok {
		return nil
	}
	return err
}

var errMalformed = errors.New("the DSN is malformed")
