// This stand-in for the lab's program listens where the database would. With
// FAKE_DATABASE=dies it ends at the first connection.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

func main() {
	switch verb, value := os.Args[1], os.Args[3]; {
	case verb == "mysql":
		database(value)
	case strings.Contains(value, "refused"):
		fmt.Fprintf(os.Stderr, "lab schema: %s: connection refused\n", value)
		os.Exit(1)
	default:
		user, address, _ := strings.Cut(value, ":secret")
		fmt.Println("ready", user+address)
	}
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
