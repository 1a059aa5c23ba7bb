package main

import (
	"cmp"
	"flag"
	"slices"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// What a demo takes unless told otherwise.
const (
	demoLeaky  = "solutions/4"
	demoFixed  = "solutions/5"
	demoRate   = 50
	demoTarget = 799 // as on the slide
	demoDelay  = 2 * time.Millisecond
	demoPage   = "127.0.0.1:8090"

	// minTarget leaves room for a leak above the dozen that a service has at rest.
	minTarget = 50
)

// demoOptions are the flags of demo.
type demoOptions struct {
	leaky, fixed string // as typed
	sides        []lesson.Dir
	rate         int // hits a second
	target       int // goroutines of the leaky service
	delay        time.Duration
	dsn          string // empty for the workshop's own MySQL
	pageAddr     string
	report       string // the file that is to have the report; "" for none
	keep         bool
	sceneName    string
	scene        *scene // nil for the two sides

	flags   *flag.FlagSet // as typed
	command string        // that repeats it
}

func (o *demoOptions) register(env *env, flags *flag.FlagSet) {
	flags.StringVar(&o.leaky, "leaky", demoLeaky, "the `step` whose service leaks, from 2 on")
	flags.StringVar(&o.fixed, "fixed", demoFixed, "the `step` whose service does not, from 2 on; 5 is your own fix")
	flags.IntVar(&o.rate, "rate", demoRate, "put `n` lookups a second on each")
	flags.IntVar(&o.target, "target", demoTarget, "so `many` goroutines shall the leaky service have in the end")
	flags.DurationVar(&o.delay, "delay", demoDelay, "make every round trip to the database longer by this `duration`")
	flags.StringVar(&o.dsn, "dsn", "",
		"use your own MySQL or MariaDB, as `user:password@tcp(host:port)/database`: the leak\ntakes its connections, unless its max_connections is below the target\n(ORDERS_DSN alone is not used, so that no leak meets a database by accident)")
	flags.StringVar(&o.pageAddr, "page-addr", cmp.Or(env.Getenv("WORKSHOP_PAGE_ADDR"), demoPage),
		"where the page is, as `host:port`; port 0 picks a free one, as does the default\nif it is taken; off is none")
	flags.StringVar(&o.report, "o", "", "write a report to this `file`, a page that needs nothing else: report.html; an\nearlier report is replaced, and nothing else is")
	flags.BoolVar(&o.keep, "keep", false, "keep the page open after the table, until Ctrl-C")
	flags.StringVar(&o.sceneName, "scene", "", "show the scene of this `name` instead")
}

// ofSides are the flags that no scene has: it knows its own services and load.
var ofSides = []string{"leaky", "fixed", "rate", "target", "delay", "o", "keep"}

// check tells what is wrong with the flags, and finds what they name.
func (o *demoOptions) check(flags *flag.FlagSet) error {
	given := givenFlags(flags)
	o.flags, o.command = flags, demoCommand(flags)
	if o.pageAddr != off {
		o.pageAddr = orFree(o.pageAddr, given["page-addr"])
	}
	if given["scene"] {
		for _, name := range ofSides {
			if given[name] {
				return usageErrorf("-%s is about the two sides, and a scene has its own services and load: leave it away", name)
			}
		}
		var err error
		o.scene, err = findScene(o.sceneName)
		return err
	}
	for _, side := range []struct{ flag, step string }{{"leaky", o.leaky}, {"fixed", o.fixed}} {
		dir, err := sideDir(side.flag, side.step)
		if err != nil {
			return err
		}
		o.sides = append(o.sides, dir)
	}
	return o.checkLoad()
}

// sideDir finds the folder of a side's service.
func sideDir(flag, step string) (lesson.Dir, error) {
	dir, err := findStep(step)
	if err != nil {
		return lesson.Dir{}, usageErrorf("-%s: %w", flag, err)
	}
	if dir.Step.Number < firstStatsD {
		return lesson.Dir{}, usageErrorf("-%s: the service of %s does not say how many goroutines it has: step %d is the first that does", flag, dir.Path(), firstStatsD)
	}
	return dir, nil
}

// demoCommand is the command as it was typed, but for a password.
func demoCommand(flags *flag.FlagSet) string {
	command := "go tool workshop demo"
	flags.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "o", "keep", "page-addr": // which change nothing that is measured
		case "dsn":
			command += " -dsn DSN"
		default:
			command += " -" + f.Name + " " + f.Value.String()
		}
	})
	return command
}

// findScene finds a scene by its name. The error suggests the nearest one.
func findScene(name string) (*scene, error) {
	all := scenes()
	if i := slices.IndexFunc(all, func(s scene) bool { return s.name == name }); i >= 0 {
		return &all[i], nil
	}
	slices.SortStableFunc(all, func(a, b scene) int { return cmp.Compare(farness(name, a.name), farness(name, b.name)) })
	return nil, usageErrorf("there is no scene %q; did you mean %q? The scenes:\n%s", name, all[0].name, strings.TrimRight(sceneList(), "\n"))
}
