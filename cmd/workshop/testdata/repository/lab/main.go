// This stand-in for the lab's program listens where the database would. With
// FAKE_DATABASE=dies it ends at the first connection.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
)

func main() {
	switch {
	case len(os.Args) == 4 && slices.Equal(os.Args[1:3], []string{"mysql", "-addr"}):
		database(os.Args[3])
	case len(os.Args) == 2 && os.Args[1] == "schema":
		schema(os.Getenv("ORDERS_DSN"))
	default:
		fmt.Fprintf(os.Stderr, "lab: wrong usage: %q\n", os.Args[1:])
		os.Exit(2)
	}
}

func schema(dsn string) {
	if strings.Contains(dsn, "refused") {
		fmt.Fprintf(os.Stderr, "lab schema: %s: connection refused\n", dsn)
		os.Exit(1)
	}
	user, address, _ := strings.Cut(dsn, ":secret")
	fmt.Println("ready", user+address)
}

func database(addr string) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab mysql:", err)
		os.Exit(1)
	}
	if err := os.WriteFile("database.pid", fmt.Append(nil, os.Getpid()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "lab mysql:", err)
		os.Exit(1)
	}
	if os.Getenv("FAKE_DATABASE") == "dies" {
		go func() {
			listener.Accept()
			os.Exit(7)
		}()
	}
	fmt.Printf("ready root@tcp(%s)/orders\n", listener.Addr())
	io.Copy(io.Discard, os.Stdin)
	fmt.Fprintln(os.Stderr, "database stopped")
}
