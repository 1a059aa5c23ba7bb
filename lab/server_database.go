package main

import (
	"fmt"
	"os"

	"example.com/metricsworkshop/lab/delay"
	"example.com/metricsworkshop/lab/mysql"
)

// startMySQL starts the embedded database, behind the proxy if it is to be slow.
func (s *server) startMySQL() error {
	addr := s.options.mysql
	if s.options.delay > 0 {
		addr = "127.0.0.1:0"
	}
	db, err := mysql.StartLimited(addr, s.options.maxConnections)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, db.Close)
	if s.options.delay > 0 {
		return s.startDelay(s.options.mysql, db.DSN(), "MySQL in memory")
	}
	s.connections = db.Connections
	s.sayReady("database", db.DSN())
	s.showPart("database", "MySQL in memory, "+db.Addr())
	return nil
}

// startProxy starts the proxy to a database of the user's.
func (s *server) startProxy() error {
	dsn := os.Getenv("ORDERS_DSN")
	redacted, err := mysql.Redact(dsn)
	if err != nil {
		return err
	}
	s.pinged = pinged{dsn: dsn, where: redacted}
	return s.startDelay(s.options.proxy, dsn, redacted)
}

// startDelay starts the proxy on addr to the database of dsn, which is called name.
func (s *server) startDelay(addr, dsn, name string) error {
	network, target, err := mysql.Target(dsn)
	if err != nil {
		return err
	}
	proxy, err := delay.Start(addr, network, target, s.options.delay)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, proxy.Close)
	s.connections = proxy.Connections
	through, err := mysql.Through(dsn, proxy.Addr())
	if err != nil {
		return err
	}
	s.sayReady("database", through)
	where := fmt.Sprintf("%s, by way of %s", name, proxy.Addr())
	if s.options.delay > 0 {
		where += fmt.Sprintf(", a round trip %v longer", s.options.delay)
	}
	s.showPart("database", where)
	s.pinged.where = where
	return nil
}
