// This stand-in for a step's service does what the command line relies on, and
// says what happens to it. With FAKE_SERVICE=dies it ends at the first connection;
// FAKE_SERVICE=opens opens files until it may not; FAKE_SERVICE=late listens for
// those who want its profiles last; FAKE_SERVICE=floods logs much under load.
package main

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"regexp"
	"syscall"
	"time"
)

var dsnAddr = regexp.MustCompile(`\((.+)\)`)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	listener, err := net.Listen("tcp", os.Getenv("ORDERS_ADDR"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "orders:", err)
		os.Exit(1)
	}
	if err := os.WriteFile("service.pid", fmt.Append(nil, os.Getpid()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "orders:", err)
		os.Exit(1)
	}
	if match := dsnAddr.FindStringSubmatch(os.Getenv("ORDERS_DSN")); match != nil {
		if conn, err := net.Dial("tcp", match[1]); err == nil {
			defer conn.Close()
		}
	}
	if os.Getenv("FAKE_SERVICE") == "dies" {
		go func() {
			listener.Accept()
			fmt.Println("last words")
			os.Exit(5)
		}()
	}
	late := os.Getenv("FAKE_SERVICE") == "late"
	if !late {
		listenDebug()
	}
	fmt.Printf("level=INFO msg=listening addr=%s\n", listener.Addr())
	if late {
		listener.Accept() // the first connection is the load's
		listenDebug()
	}
	if os.Getenv("FAKE_SERVICE") == "opens" {
		openFiles()
	}
	fmt.Printf("gogc=%s debug=%s\n", os.Getenv("GOGC"), os.Getenv("DEBUG_ADDR"))
	fmt.Printf("dsn=%s max_open=%s\n", os.Getenv("ORDERS_DSN"), os.Getenv("ORDERS_MAX_OPEN"))
	fmt.Printf("statsd=%s collector=%s\n", os.Getenv("STATSD_ADDR"), os.Getenv("NEW_RELIC_COLLECTOR_URL"))
	fmt.Println("asked to stop by:", <-signals)
	select { // long enough to see a signal too many
	case again := <-signals:
		fmt.Println("asked again by:", again)
	case <-time.After(200 * time.Millisecond):
	}
}

func listenDebug() {
	addr := os.Getenv("DEBUG_ADDR")
	if addr == "" || addr == "off" {
		return
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "orders:", err)
		os.Exit(1)
	}
	fmt.Printf("level=INFO msg=\"debug listener\" addr=%s\n", listener.Addr())
}

func openFiles() {
	var files []*os.File
	for range 1000 {
		file, err := os.Open(os.DevNull)
		if err != nil {
			fmt.Printf("opened some files: %v: %v\n", len(files) < 64, err)
			break
		}
		files = append(files, file)
	}
	for _, file := range files {
		file.Close()
	}
}
