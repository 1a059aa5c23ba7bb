package main

import (
	"context"
	"fmt"
)

var watchVerb = verb{
	name:    "watch",
	args:    "[STEP|TASK] [flags]",
	summary: "check at every save, with keys for a hint, the solution's diff, the next task",
	details: `
Checks a step, or one task of it, and again at every save of one of its files, until you
end it with q or Ctrl-C. A save while a check runs starts it anew. What does not compile
is told like anything else.

On a terminal single keys work at any time:

  h  a hint to the task that is shown       n  the next open task, and then the next step
  d  what the solution does differently     s  the next step, whatever is open here
  r  again, as does Enter                   p  the step before
  q  quit                                   ?  these keys`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		timeout := flags.Duration("timeout", testTimeout, "how `long` the tests of a step may take")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if *timeout <= 0 {
			return usageErrorf("-timeout is %v; the tests need some time, as in -timeout 30s", *timeout)
		}
		t, err := oneTarget(env, rest)
		if err != nil {
			return err
		}
		c, err := newChecker(env, *timeout)
		if err != nil {
			return err
		}
		defer c.close()
		w, err := newWatching(c, t)
		if err != nil {
			return err
		}
		defer w.close()
		return w.loop(ctx)
	},
}

// watchKeys are those that are always told.
const watchKeys = "h hint   d diff   n next   r again   q quit   ? keys"

// press does what a key is for. It reports whether to quit.
func (w *watching) press(ctx context.Context, key byte) (quit bool) {
	if key != 'd' && key != 'D' {
		w.giving = ""
	}
	switch key {
	case 'q', 'Q', ctrlC, ctrlD:
		return true
	case 'h', 'H':
		w.hint(ctx)
	case 'd', 'D':
		w.diff(ctx)
	case 'n', 'N':
		w.next(ctx)
	case 's', 'S':
		w.skip(ctx)
	case 'p', 'P':
		w.goTo(ctx, -1, "back", "This is the first step.")
	case 'r', 'R', '\r', '\n':
		w.start(ctx, "again")
	case '?':
		fmt.Fprintln(w.out, "\n"+watchKeysLong)
	}
	return false
}

// What a terminal that sends keys as they are sends for Ctrl-C and Ctrl-D.
const (
	ctrlC = 3
	ctrlD = 4
)

const watchKeysLong = `h  a hint to the task that is shown
d  what the solution does differently, in the task that is shown
n  the next open task, and the next step when all is done
s  the next step, whatever is open here
p  the step before
r  check again, as does Enter
q  quit, as does Ctrl-C`
