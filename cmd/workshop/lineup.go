package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/loadlimits"
)

const defaultLineUp = 50

var lineupVerb = verb{
	name:    "lineup",
	args:    "STEP [flags]",
	summary: "ask each of a step's four lookups as often, and count what is kept",
	details: `
Starts the service of a step and its database as run does, but for New Relic. Then
it asks one lookup after another, each as often as the others, and each for what it
finds. Before and after each it counts, at rest, the connections that the database
has and the goroutines that the service says it has (from step 2 on). It prints a
table and ends everything.

The requests come one after another. So a service that gives back what it takes
needs one connection, and each row's difference is what its lookup has kept.

STEP is a starter or a solution: 5, step05, solutions/5.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		requests := flags.Int("n", defaultLineUp, "send so `many` requests to each lookup")
		order := flags.String("order", strings.Join(loadlimits.Lookups(), ","), "ask the `lookups` in this order")
		dsn := flags.String("dsn", "",
			"use your own MySQL or MariaDB, as `user:password@tcp(host:port)/database`\n(default is ORDERS_DSN if it is set)")
		var v variables
		flags.Var(&v, "env", "one more variable of the service's environment, as `NAME=VALUE`; may be given again")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		dir, err := env.oneStep(rest)
		if err != nil {
			return err
		}
		if *requests < 1 || *requests > loadlimits.MaxFound {
			return usageErrorf("-n is %d; it is 1 to %d, as in: -n %d", *requests, loadlimits.MaxFound, defaultLineUp)
		}
		if err := checkOrder(*order); err != nil {
			return err
		}
		o := measureOptions(dir, cmp.Or(*dsn, env.Getenv("ORDERS_DSN")), v)
		return measureStep(ctx, env, o, func(m measured) string {
			return fmt.Sprintf("lineup -n %d -order %s http://%s\n", *requests, *order, m.addr)
		})
	},
}

// checkOrder tells an order that has not all lookups, or one of them twice.
func checkOrder(order string) error {
	got, want := strings.Split(order, ","), loadlimits.Lookups()
	slices.Sort(got)
	slices.Sort(want)
	if slices.Equal(got, want) {
		return nil
	}
	return usageErrorf("-order is %s; it has each of the four once, as in: -order %s", order, strings.Join(loadlimits.Lookups(), ","))
}
