package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
)

// base is how many goroutines every service has at rest here.
const base = 12

// side stands in for a load on a side of a demo. What comes of it is a matter of its
// label, and of FAKE_SIDE: with leaks or flat each side is so, with long it has no end,
// and with refused it cannot be.
func side(command string) {
	words := strings.Fields(command)
	flags := flag.NewFlagSet("side", flag.ExitOnError)
	label := flags.String("label", "", "")
	rate := flags.Int("rate", 0, "")
	target := flags.Int("target", 0, "")
	hits := flags.Int("hits", 0, "")
	flags.Parse(words[1:])
	fmt.Printf("print told: %s\n", command)
	if *target > 0 {
		*hits = *target - base
	}
	fmt.Printf("progress %s 0/%d s: goroutines %d connections 1\n", *label, *hits / *rate, base)
	fmt.Printf("progress %s 1/%d s: goroutines %d connections %d p50 11.9 p99 17.1 ms good %d/s\n",
		*label, *hits / *rate, base+*rate, 1+*rate, *rate)
	_, addr, _ := strings.Cut(command, "http://")
	if conn, err := net.Dial("tcp", addr); err == nil {
		defer conn.Close()
	}
	what := os.Getenv("FAKE_SIDE")
	if what == "long" {
		select {}
	}
	if what == "refused" {
		fmt.Println("print the load did not run: it was refused")
		fmt.Println("done")
		return
	}
	kept, good, p50 := 0, *hits, 4.0 // ms
	switch *label {
	case "leaky", "below-limit":
		kept, p50 = *hits, 12
	case "above-limit":
		kept, good, p50 = 150, 151, 3
	case "context":
		p50 = 11
	}
	switch what {
	case "leaks":
		kept = *hits
	case "flat":
		kept = 0
	}
	fmt.Printf(`result {"hits":%d,"sent":%d,"good":%d,"p50":%g,"goroutines_before":%d,"goroutines_after":%d,"connections_before":1,"connections_after":%d}`+"\n",
		*hits, *hits, good, p50, base, base+kept, 1+kept)
	fmt.Println("done")
}

// compare stands in for the table and the report. Its verdict is that of FAKE_VERDICT.
func compare(command string) {
	_, text, _ := strings.Cut(command, " ")
	fmt.Println("print told:", command)
	fmt.Println("print the table")
	if file, found := strings.CutPrefix(text, "-o "); found {
		quoted, _ := strconv.QuotedPrefix(file)
		file, _ = strconv.Unquote(quoted)
		if err := os.WriteFile(file, []byte("<title>Leaky and fixed, the same load</title>\nthe report\n"), 0o644); err != nil {
			fmt.Println("print", err)
		}
	}
	verdict := os.Getenv("FAKE_VERDICT")
	if verdict == "" {
		verdict = "held the leak showed, and the fix held"
	}
	fmt.Println("verdict", verdict)
	fmt.Println("done")
}

// mariadb stands in for an installed MariaDB, which FAKE_MARIADB describes: its DSN, or
// fails. There is none by default.
func mariadb() {
	switch os.Getenv("FAKE_MARIADB") {
	case "":
		fmt.Println("none")
	case "fails":
		fmt.Fprintln(os.Stderr, "lab mariadb: no room")
		os.Exit(1)
	default:
		fmt.Println("ready", os.Getenv("FAKE_MARIADB"))
	}
	io.Copy(io.Discard, os.Stdin)
}
