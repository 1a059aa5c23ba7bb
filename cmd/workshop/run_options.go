package main

import (
	"cmp"
	"flag"
	"net"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// runOptions say which service runs, against what, and under which load.
type runOptions struct {
	step    string        // as typed
	flags   *flag.FlagSet // as typed
	dir     lesson.Dir
	addr    string
	dsn     string // empty for the workshop's own MySQL
	maxOpen int    // negative if not given
	service serviceOptions
	load    loadOptions

	// Where the parts of the lab listen. Without pageAddr there is no page, and
	// "off" is the same.
	dbAddr, statsdAddr, collectorAddr, pageAddr string

	statsdForward string // a StatsD server elsewhere that gets all lines, too; "" for none
	control       bool   // others may use the lab as well
	allSteps      bool   // the lab is for any step, and dir, if it has one, is the first
	ownLab        bool   // one that runs already is not used
	watch         bool   // a file that is saved builds and starts the service anew
}

// registerAddr registers the flags of the service that every step has.
func (o *runOptions) registerAddr(env *env, flags *flag.FlagSet) {
	flags.StringVar(&o.addr, "addr", cmp.Or(env.Getenv("ORDERS_ADDR"), "127.0.0.1:8080"),
		"where the service listens, as `host:port`; port 0 picks a free one")
	flags.BoolVar(&o.watch, "watch", false, "build and start the service anew when a file of it is saved")
}

// registerLab registers the flags that say what the lab is like, but for those of
// loadOptions.
func (o *runOptions) registerLab(env *env, flags *flag.FlagSet) {
	flags.StringVar(&o.pageAddr, "page-addr", cmp.Or(env.Getenv("WORKSHOP_PAGE_ADDR"), "127.0.0.1:8090"),
		"where the lab's page is, as `host:port`; off is none")
	flags.StringVar(&o.dbAddr, "db-addr", cmp.Or(env.Getenv("WORKSHOP_DB_ADDR"), "127.0.0.1:13306"),
		"where the workshop's own MySQL listens, as `host:port`; port 0 picks a free one")
	flags.StringVar(&o.statsdAddr, "statsd-addr", cmp.Or(env.Getenv("WORKSHOP_STATSD_ADDR"), "127.0.0.1:8125"),
		"where the workshop's own StatsD server listens, as `host:port`")
	flags.StringVar(&o.statsdForward, "statsd-forward", env.Getenv("WORKSHOP_STATSD_FORWARD"),
		"send all that comes to the workshop's own StatsD server to this one, too, as `host:port`")
	flags.StringVar(&o.collectorAddr, "collector-addr", cmp.Or(env.Getenv("WORKSHOP_COLLECTOR_ADDR"), "127.0.0.1:18080"),
		"where the stand-in for New Relic's collector listens, as `host:port`")
	flags.StringVar(&o.dsn, "dsn", "",
		"use your own MySQL or MariaDB, as `user:password@tcp(host:port)/database`\n(default is ORDERS_DSN if it is set)")
}

// checkLab tells what is wrong with the flags of the lab, and fills in what is not a
// flag's default, because help prints that, and it may hold a password.
func (o *runOptions) checkLab(env *env) error {
	o.dsn = cmp.Or(o.dsn, env.Getenv("ORDERS_DSN"))
	given := givenFlags(o.flags)
	switch {
	case given["watch"] && o.service.swap != nil:
		return usageErrorf("-watch: with -answer the service is built from the solution as it was shipped, whatever is saved\nLeave one of them away.")
	case given["statsd-forward"] && !o.has(firstStatsD):
		return usageErrorf("-statsd-forward: the service of step %d sends no lines: step %d is the first that does", o.dir.Step.Number, firstStatsD)
	case given["statsd-forward"] && !o.wantsStatsD(env):
		return usageErrorf("-statsd-forward: the lines do not come to the workshop's own StatsD server, but go to STATSD_ADDR: unset that")
	}
	if o.statsdForward != "" {
		if _, _, err := net.SplitHostPort(o.statsdForward); err != nil {
			return mistyped("statsd-forward", err)
		}
	}
	return nil
}

// withoutLeftovers returns env as it is without the variables that an earlier lab has
// printed, and that stand for it still: they name what this one would start, and
// nobody is there.
func (o *runOptions) withoutLeftovers(e *env) *env {
	left := map[string]bool{}
	for variable, own := range map[string]struct {
		text string // in its value
		at   place
	}{
		"ORDERS_DSN":              {"@tcp(" + o.dbAddr + ")/", place{network: "tcp", addr: o.dbAddr}},
		"STATSD_ADDR":             {o.statsdAddr, place{network: "udp", addr: o.statsdAddr}},
		"NEW_RELIC_COLLECTOR_URL": {"http://" + o.collectorAddr, place{network: "tcp", addr: o.collectorAddr}},
	} {
		if !strings.Contains(e.Getenv(variable), own.text) {
			continue
		}
		if stop, err := own.at.listen(); err == nil {
			stop()
			left[variable] = true
		}
	}
	w := *e
	w.Getenv = func(name string) string {
		if left[name] {
			return ""
		}
		return e.Getenv(name)
	}
	return &w
}

// keepOwn leaves to the service what the user has for it elsewhere: a StatsD server, or
// an account with New Relic.
func (o *runOptions) keepOwn(env *env, b *backend) {
	if !o.wantsStatsD(env) {
		delete(b.ready, "statsd")
	}
	if !o.wantsCollector(env) {
		delete(b.ready, "collector")
	}
}
