package main

import (
	"flag"
	"io"
	"net"
	"testing"
)

// TestWithoutLeftovers holds that variables that a lab has printed, and that are left
// in a terminal after its end, do not stand for something of the user's.
func TestWithoutLeftovers(t *testing.T) {
	listener, err := net.Listen("tcp", freePort)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	taken := listener.Addr().String()
	tests := []struct {
		name, variable, value string
		o                     runOptions
		want                  string
	}{
		{"the database that was", "ORDERS_DSN", "root@tcp(" + freePort + ")/orders", runOptions{dbAddr: freePort}, ""},
		{"a database that is", "ORDERS_DSN", "root@tcp(" + taken + ")/orders", runOptions{dbAddr: taken}, "root@tcp(" + taken + ")/orders"},
		{"a database elsewhere", "ORDERS_DSN", "root@tcp(db)/orders", runOptions{dbAddr: freePort}, "root@tcp(db)/orders"},
		{"the StatsD server that was", "STATSD_ADDR", freePort, runOptions{statsdAddr: freePort}, ""},
		{"a StatsD server elsewhere", "STATSD_ADDR", "127.0.0.1:9", runOptions{statsdAddr: freePort}, "127.0.0.1:9"},
		{"the collector that was", "NEW_RELIC_COLLECTOR_URL", "http://" + freePort, runOptions{collectorAddr: freePort}, ""},
		{"a collector that is", "NEW_RELIC_COLLECTOR_URL", "http://" + taken, runOptions{collectorAddr: taken}, "http://" + taken},
		{"none", "STATSD_ADDR", "", runOptions{statsdAddr: freePort}, ""},
		{"something else", "HOME", freePort, runOptions{statsdAddr: freePort}, freePort},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := &env{Getenv: func(name string) string {
				if name == tt.variable {
					return tt.value
				}
				return ""
			}}
			if got := tt.o.withoutLeftovers(e).Getenv(tt.variable); got != tt.want {
				t.Errorf("%s is %q; want %q", tt.variable, got, tt.want)
			}
		})
	}
}

// TestOrFree holds that the page moves to a free port only if nobody has said where it
// is to be.
func TestOrFree(t *testing.T) {
	listener, err := net.Listen("tcp", freePort)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	taken := listener.Addr().String()
	tests := []struct {
		name, addr string
		typed      bool
		want       string
	}{
		{"free", freePort, false, freePort},
		{"taken", taken, false, freePort},
		{"taken and typed", taken, true, taken},
		{"no address", "8090", false, "8090"},
		{"none wanted", off, false, off},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := orFree(tt.addr, tt.typed); got != tt.want {
				t.Errorf("orFree(%q, %v) = %q; want %q", tt.addr, tt.typed, got, tt.want)
			}
		})
	}
}

// TestCheckAttached holds that no flag is quietly ignored because a lab runs already.
func TestCheckAttached(t *testing.T) {
	labFlags := flag.NewFlagSet("lab", flag.ContinueOnError)
	var lab runOptions
	e := &env{Getenv: func(string) string { return "" }, verb: labVerb}
	lab.registerLab(e, labFlags)
	lab.load.registerDatabase(labFlags)
	b := &backend{labOutput: newLabOutput(io.Discard, newLoadProgress(io.Discard))}
	labFlags.VisitAll(func(f *flag.Flag) {
		t.Run(f.Name, func(t *testing.T) {
			flags := flag.NewFlagSet("run", flag.ContinueOnError)
			o := runOptions{flags: flags}
			o.registerLab(e, flags)
			o.load.register(flags)
			if err := o.checkAttached(b); err != nil {
				t.Fatalf("checkAttached without a flag = %v", err)
			}
			if err := flags.Set(f.Name, f.DefValue); err != nil {
				t.Fatal(err)
			}
			if err := o.checkAttached(b); exitCode(err) != exitUsage {
				t.Errorf("checkAttached with -%s = %v; want wrong usage", f.Name, err)
			}
		})
	})
}
