package main

import (
	"flag"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHidePassword(t *testing.T) {
	tests := []struct{ name, dsn, text, want string }{
		{"password", "ann:pw@tcp(db)/orders", "dial ann:pw@tcp(db)/orders: refused", "dial ann:***@tcp(db)/orders: refused"},
		{"password with signs", "ann:p@w:/@tcp(db)/orders", "ann:p@w:/@tcp(db)", "ann:***@tcp(db)"},
		{"no password", "root@tcp(db)/orders", "root@tcp(db)", "root@tcp(db)"},
		{"no user", "tcp(db:3306)/orders", "tcp(db:3306)", "tcp(db:3306)"},
		{"not a DSN", "ann:pw@nowhere", "ann:pw@nowhere", "ann:***@nowhere"},
		{"empty", "", "text", "text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := hidePassword(tt.text, tt.dsn); got != tt.want {
				t.Errorf("hidePassword(%q, %q) = %q; want %q", tt.text, tt.dsn, got, tt.want)
			}
		})
	}
}

// TestCheckAddrsSame holds that one free port is not enough for both.
func TestCheckAddrsSame(t *testing.T) {
	l, err := net.Listen("tcp", freePort)
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.String("db-addr", addr, "")
	err = runOptions{step: "1", flags: flags, addr: addr, dbAddr: addr}.checkAddrs(&env{Getenv: os.Getenv, verb: runVerb})
	if want := "go tool workshop run 1 -db-addr " + freePort; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("checkAddrs = %v; want an error that ends with %q", err, want)
	}
}

func TestDialable(t *testing.T) {
	tests := []struct{ addr, want string }{
		{"127.0.0.1:8080", "127.0.0.1:8080"},
		{"[::]:8080", "127.0.0.1:8080"},
		{"0.0.0.0:8080", "127.0.0.1:8080"},
		{"[::1]:8080", "[::1]:8080"},
		{"odd", "odd"},
	}
	for _, tt := range tests {
		if got := dialable(tt.addr); got != tt.want {
			t.Errorf("dialable(%q) = %q; want %q", tt.addr, got, tt.want)
		}
	}
}

// TestBuildLabAgain holds that a program that is up to date is not built again:
// another run may be using it.
func TestBuildLabAgain(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(root, os.DirFS("testdata/repository")); err != nil {
		t.Fatal(err)
	}
	env := &env{Root: root, Stderr: io.Discard}
	program, err := buildLab(t.Context(), env)
	if err != nil {
		t.Fatal(err)
	}
	first, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := buildLab(t.Context(), env); err != nil {
		t.Fatal(err)
	}
	second, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(first, second) {
		t.Error("buildLab replaced a program that was up to date")
	}
	entries, err := os.ReadDir(filepath.Dir(program))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("buildLab left %v; want the program alone", entries)
	}
}
