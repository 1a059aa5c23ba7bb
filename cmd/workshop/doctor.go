package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

var doctorVerb = verb{
	name:    "doctor",
	args:    "[-warm]",
	summary: "look whether this machine is ready for the workshop",
	details: `
Looks at what the workshop needs of this machine and says what to do where
something is amiss. It changes nothing. A line that begins with "warn" can wait;
with one that begins with "FAIL" the workshop does not work, and the exit status
is 3, or 4 if it is the workshop itself that is damaged.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		warm := flags.Bool("warm", false, "also build everything once, so that later builds take no time")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			return usageErrorf("doctor takes no arguments, not %q\nSee: go tool workshop doctor -h", rest[0])
		}
		return examine(ctx, env, *warm)
	},
}

// A level says how bad a finding is. It is the word that begins its line.
type level string

const (
	fine    level = "ok"
	warning level = "warn"
	failure level = "FAIL"
)

// A finding is what a look at one thing found.
type finding struct {
	level  level
	text   string
	remedy string // what to do about it, unless it is fine

	damaged bool // a failure of the workshop's, not the machine's
}

// A look examines one thing.
type look func(ctx context.Context, env *env) []finding

// looks are in the order in which a learner needs what they look at.
var looks = []look{
	lookAtGo,
	lookAtSettings,
	lookAtFolders,
	lookAtCaches,
	lookAtModules,
	lookAtPack,
	lookAtPorts,
	lookAtUDP,
	lookAtRace,
	lookAtGit,
	lookAtSystem,
}

func examine(ctx context.Context, env *env, warm bool) error {
	toDo := looks
	if warm {
		toDo = append(looks[:len(looks):len(looks)], warmTests, warmLab)
	}
	counts := map[level]int{}
	damaged := false
	for _, look := range toDo {
		findings := look(ctx, env)
		if ctx.Err() != nil {
			return errors.New("stopped")
		}
		for _, f := range findings {
			counts[f.level]++
			damaged = damaged || f.damaged
			f.print(env.Stdout)
		}
	}
	switch {
	case damaged:
		return damagedErrorf("the workshop is damaged: do what stands below each FAIL, and look again")
	case counts[failure] > 0:
		return environmentErrorf("not ready: do what stands below each FAIL, and look again")
	case counts[warning] > 0:
		fmt.Fprintln(env.Stdout, "\nready; what stands below each warn can wait")
	default:
		fmt.Fprintln(env.Stdout, "\nready")
	}
	return nil
}

func (f finding) print(w io.Writer) {
	fmt.Fprintf(w, "%-4s %s\n", f.level, indentRest(f.text))
	if f.remedy != "" {
		fmt.Fprintf(w, "     %s\n", indentRest(f.remedy))
	}
}

// indentRest puts all lines but the first below the first one's text.
func indentRest(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n     ")
}

// A report is one of the functions that make a finding worth a remedy: warn or fail.
type report func(remedy, format string, args ...any) []finding

func ok(format string, args ...any) []finding {
	return []finding{{level: fine, text: fmt.Sprintf(format, args...)}}
}

func warn(remedy, format string, args ...any) []finding {
	return []finding{{level: warning, text: fmt.Sprintf(format, args...), remedy: remedy}}
}

func fail(remedy, format string, args ...any) []finding {
	return []finding{{level: failure, text: fmt.Sprintf(format, args...), remedy: remedy}}
}

func damage(remedy, format string, args ...any) []finding {
	return []finding{{level: failure, text: fmt.Sprintf(format, args...), remedy: remedy, damaged: true}}
}
