// The order service takes orders of food and follows each from the customer's
// click to the customer's door. It speaks HTTP and keeps its orders in MySQL.
//
// It is configured by its environment:
//
//	ORDERS_ADDR      where to listen               (127.0.0.1:8080)
//	ORDERS_DSN       the database, for go-sql-driver (the workshop's own, see below)
//	ORDERS_MAX_OPEN  connections at most, 0 for no limit (see defaultMaxOpen)
//	STATSD_ADDR      where metrics go, or off      (127.0.0.1:8125)
//	DEBUG_ADDR       where profiles are, or off    (127.0.0.1:6060)
//
//	NEW_RELIC_LICENSE_KEY    the account to report to (none: no agent)
//	NEW_RELIC_APP_NAME       the service's name there (orders)
//	NEW_RELIC_COLLECTOR_URL  a collector in New Relic's place, as the workshop's own
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"
)

const (
	defaultAddr = "127.0.0.1:8080"
	defaultDSN  = "root@tcp(127.0.0.1:13306)/orders?interpolateParams=true"

	defaultStatsDAddr = "127.0.0.1:8125"
	defaultDebugAddr  = "127.0.0.1:6060" // loopback: profiles are nobody else's business

	defaultMaxOpen = "0" // TODO(step05): as in the talk, no limit; how many can the database spare?

	requestTimeout = 5 * time.Second // for an answer, the wait for a connection included

	// maxIdle connections wait in the pool for the next query. database/sql's
	// own 2 make a busy service pay for a new connection at almost every query. A
	// limit below it is the limit of these, too.
	maxIdle = 64
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "orders:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done, and returns when every request under way has
// its answer and everything that run started has ended. It logs to stdout.
func run(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) error {
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q: set ORDERS_ADDR, ORDERS_DSN and the other variables instead", args[0])
	}
	log := slog.New(slog.NewTextHandler(stdout, nil))
	if getenv("NEW_RELIC_COLLECTOR_URL") != "" {
		hurryNames() // before anything is started
	}

	stopDebug, err := startDebug(valueOr(getenv("DEBUG_ADDR"), defaultDebugAddr), log)
	if err != nil {
		return err
	}
	defer stopDebug() // last of all: a stop that hangs can be looked at
	db, err := openDB(getenv, log)
	if err != nil {
		return err
	}
	defer db.Close()
	stopStatsD, err := startStatsD(valueOr(getenv("STATSD_ADDR"), defaultStatsDAddr), log)
	if err != nil {
		return err
	}
	defer stopStatsD()
	stopPoolGauges := startPoolGauges(db, poolGaugesEvery)
	defer stopPoolGauges()
	agent, err := startNewRelic(getenv, log, connectPatience)
	if err != nil {
		return err
	}
	defer agent.Shutdown(sendPatience) // after the last answer; then StatsD, then the database

	listener, err := net.Listen("tcp", valueOr(getenv("ORDERS_ADDR"), defaultAddr))
	if err != nil {
		return fmt.Errorf("%w: free the address, or set ORDERS_ADDR to another (127.0.0.1:0 picks a free port)", err)
	}
	repository := NewRepository(db)
	server := newServer(Handler(&Instances{
		Orders:   repository,
		Lookups:  repository,
		NewRelic: agent,
		Log:      log,
		Timeout:  requestTimeout,
	}), log)
	return serve(ctx, server, listener, log)
}

// openDB returns the pool, which is the caller's to close. It needs no database
// yet: the pool connects with the first query, and again after every failure.
func openDB(getenv func(string) string, log *slog.Logger) (*sql.DB, error) {
	config, err := mysql.ParseDSN(valueOr(getenv("ORDERS_DSN"), defaultDSN))
	if err != nil {
		// The driver's words may hold a piece of the password.
		return nil, errors.New("ORDERS_DSN is not of the form user:password@tcp(host:port)/database?option=value")
	}
	if config.Timeout == 0 {
		config.Timeout = 2 * time.Second // to connect
	}
	config.Logger = slog.NewLogLogger(log.Handler(), slog.LevelWarn)

	maxOpen, err := strconv.Atoi(valueOr(getenv("ORDERS_MAX_OPEN"), defaultMaxOpen))
	if err != nil || maxOpen < 0 {
		return nil, fmt.Errorf("ORDERS_MAX_OPEN is %q: want a number of connections, or 0 for no limit", getenv("ORDERS_MAX_OPEN"))
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, errors.New("ORDERS_DSN has an option that the driver does not take")
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(maxOpen)
	db.SetMaxIdleConns(maxIdle)
	return db, nil
}

func valueOr(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
