// This stand-in for the lab's program listens where the database would, and says
// what it is told. With FAKE_DATABASE=dies it ends at the first connection; with
// FAKE_LOAD=long its load, which is one connection to the service, has no end.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"net"
	"os"
	"strings"
)

func main() {
	switch {
	case len(os.Args) > 1 && os.Args[1] == "serve":
		serve(os.Args[2:])
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

func serve(args []string) {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	mysql := flags.String("mysql", "", "")
	connections := flags.Int("mysql-connections", 0, "")
	proxy := flags.String("proxy", "", "")
	delay := flags.String("delay", "", "")
	statsd := flags.String("statsd", "", "")
	noStatsD := flags.String("no-statsd", "", "")
	collector := flags.String("collector", "", "")
	flags.Parse(args)
	fmt.Printf("print delay=%s no-statsd=%s\n", *delay, *noStatsD)
	fmt.Printf("print lab gogc=%s\n", os.Getenv("GOGC"))
	if *connections > 0 {
		fmt.Printf("print mysql-connections=%d\n", *connections)
	}
	if *mysql != "" {
		database(*mysql)
	}
	if *proxy != "" {
		fmt.Printf("ready database proxy of %s\n", os.Getenv("ORDERS_DSN"))
	}
	if *statsd != "" {
		fmt.Println("ready statsd", *statsd)
	}
	if *collector != "" {
		fmt.Println("ready collector http://" + *collector)
	}
	fmt.Println("serving")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		go load(lines.Text())
	}
	fmt.Fprintln(os.Stderr, "lab stopped")
}

func database(addr string) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab serve:", err)
		os.Exit(1)
	}
	if err := os.WriteFile("database.pid", fmt.Append(nil, os.Getpid()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "lab serve:", err)
		os.Exit(1)
	}
	if os.Getenv("FAKE_DATABASE") == "dies" {
		go func() {
			listener.Accept()
			os.Exit(7)
		}()
	}
	fmt.Printf("ready database root@tcp(%s)/orders\n", listener.Addr())
}

func load(command string) {
	_, addr, _ := strings.Cut(command, "http://")
	fmt.Println("print told:", command)
	fmt.Println("progress load 0/1 s: as far as that")
	if conn, err := net.Dial("tcp", addr); err == nil {
		defer conn.Close()
	}
	if os.Getenv("FAKE_LOAD") == "long" {
		select {}
	}
	fmt.Println("print")
	fmt.Println("print the table")
	fmt.Println("done")
}
