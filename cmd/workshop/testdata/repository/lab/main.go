// This stand-in for the lab's program listens where the database would, and says
// what it is told. With FAKE_DATABASE=dies it ends at the first connection; with
// FAKE_LOAD=long its load, which is one connection to the service, has no end. It
// writes into told.txt what its page would show, and asks for what wants.txt says, a
// line at a time, as its page would.
package main

import (
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
	case len(os.Args) == 2 && os.Args[1] == "mariadb":
		mariadb()
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
	forward := flags.String("statsd-forward", "", "")
	noStatsD := flags.String("no-statsd", "", "")
	collector := flags.String("collector", "", "")
	flags.String("no-collector", "", "")
	page := flags.String("page", "", "")
	control := flags.Bool("control", false, "")
	flags.Parse(args)
	fmt.Printf("print delay=%s no-statsd=%s\n", *delay, *noStatsD)
	fmt.Printf("print lab gogc=%s\n", os.Getenv("GOGC"))
	if *connections > 0 {
		fmt.Printf("print mysql-connections=%d\n", *connections)
	}
	if *forward != "" {
		fmt.Printf("print statsd-forward=%s\n", *forward)
	}
	var ready []string
	if *mysql != "" {
		ready = append(ready, "database "+database(*mysql))
	}
	if *proxy != "" {
		ready = append(ready, "database proxy of "+os.Getenv("ORDERS_DSN"))
	}
	if *statsd != "" {
		ready = append(ready, "statsd "+*statsd)
	}
	if *collector != "" && os.Getenv("FAKE_COLLECTOR") != "none" {
		ready = append(ready, "collector http://"+*collector)
	}
	if *page != "" {
		ready = append(ready, "page http://"+*page+"/")
	}
	listen := func() {}
	if *control {
		listen = startControl(&ready)
	}
	parent := newSession(os.Stdout, ready)
	listen()
	go readWants()
	parent.read(os.Stdin)
	fmt.Fprintln(os.Stderr, "lab stopped")
}

// database returns the DSN of what listens on addr.
func database(addr string) string {
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
	return fmt.Sprintf("root@tcp(%s)/orders", listener.Addr())
}
