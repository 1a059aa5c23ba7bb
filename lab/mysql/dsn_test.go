package mysql

import (
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	got, err := Redact("root:s3cr/t@tcp(127.0.0.1:3306)/orders?interpolateParams=true&timeout=2s")
	want := "root@tcp(127.0.0.1:3306)/orders?interpolateParams=true&timeout=2s"
	if got != want || err != nil {
		t.Errorf("Redact = %q, %v; want %q", got, err, want)
	}
}

func TestThrough(t *testing.T) {
	tests := []struct {
		name, dsn, network, addr, through string
	}{
		{"tcp", "ann:p@w:/@tcp(db:3306)/orders?interpolateParams=true&timeout=2s", "tcp", "db:3306", "ann:p@w:/@tcp(127.0.0.1:9)/orders?interpolateParams=true&timeout=2s"},
		{"no port", "ann@tcp(db)/orders", "tcp", "db:3306", "ann@tcp(127.0.0.1:9)/orders"},
		{"no address", "/orders", "tcp", "127.0.0.1:3306", "tcp(127.0.0.1:9)/orders"},
		{"unix", "ann@unix(/run/mysqld.sock)/orders", "unix", "/run/mysqld.sock", "ann@tcp(127.0.0.1:9)/orders"},
		{"encrypted", "ann@tcp(db:1)/orders?tls=skip-verify", "tcp", "db:1", "ann@tcp(127.0.0.1:9)/orders?tls=skip-verify"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			network, addr, err := Target(tt.dsn)
			if network != tt.network || addr != tt.addr || err != nil {
				t.Errorf("Target(%q) = %q, %q, %v; want %q, %q", tt.dsn, network, addr, err, tt.network, tt.addr)
			}
			through, err := Through(tt.dsn, "127.0.0.1:9")
			if through != tt.through || err != nil {
				t.Errorf("Through(%q) = %q, %v; want %q", tt.dsn, through, err, tt.through)
			}
		})
	}
}

func TestThroughRefuses(t *testing.T) {
	tests := []struct{ name, dsn, want string }{
		{"malformed", "mysql://ann:s3cret@db/orders", "malformed dsn"},
		{"a certificate for another address", "ann:s3cret@tcp(db:3306)/orders?tls=true", "write tls=skip-verify"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			through, err := Through(tt.dsn, "127.0.0.1:9")
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("Through(%q) = %q, %v; want an error with %q, and no password", tt.dsn, through, err, tt.want)
			}
		})
	}
	if _, _, err := Target("mysql://ann:s3cret@db/orders"); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("Target of a malformed dsn = %v; want an error without the password", err)
	}
}
