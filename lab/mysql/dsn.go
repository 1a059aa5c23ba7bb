package mysql

import (
	"errors"

	driver "github.com/go-sql-driver/mysql"
)

// Redact returns dsn without its password, for messages.
func Redact(dsn string) (string, error) {
	cfg, err := parse(dsn)
	if err != nil {
		return "", err
	}
	cfg.Passwd = ""
	return cfg.FormatDSN(), nil
}

// Target returns where the server of dsn is: a network ("tcp" or "unix") and an
// address on it.
func Target(dsn string) (network, addr string, err error) {
	cfg, err := parse(dsn)
	if err != nil {
		return "", "", err
	}
	return cfg.Net, cfg.Addr, nil
}

// Through returns dsn by way of a proxy of the server on addr, a host:port.
func Through(dsn, addr string) (string, error) {
	cfg, err := parse(dsn)
	if err != nil {
		return "", err
	}
	if cfg.TLSConfig == "true" {
		return "", errors.New("the dsn has tls=true, and its certificate is not for the proxy's address: write tls=skip-verify, which encrypts too")
	}
	cfg.Net, cfg.Addr = "tcp", addr
	return cfg.FormatDSN(), nil
}

func parse(dsn string) (*driver.Config, error) {
	cfg, err := driver.ParseDSN(dsn)
	if err != nil {
		// Not the cause: it quotes parts of the dsn, and where a dsn is
		// malformed any part may be the password.
		return nil, errors.New("malformed dsn: write user:password@tcp(host:port)/database, not a URL, such as root@tcp(" + DefaultAddr + ")/orders")
	}
	if cfg.DBName == "" {
		return nil, errors.New("the dsn names no database: write it behind the slash, such as root@tcp(" + DefaultAddr + ")/orders")
	}
	return cfg, nil
}
