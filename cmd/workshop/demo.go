package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

var demoVerb = verb{
	name:    "demo",
	args:    "[flags]",
	summary: "see the whole talk in a minute: the leaky service under load, then the fixed one",
	details: `
Puts the same load on the service of solutions/4, which leaks, and then on that of
solutions/5, which does not, both as they were shipped, with 2 ms more for a round
trip to the database. The load are lookups that find a busy driver, as many as give
the leaky service 799 goroutines. It takes about a minute once all is built. It
shows how things stand meanwhile, here and on its page, and prints a table at the
end: leaky, fixed, and the ratio. Its ports are its own: it gets in nobody's way.

Neither service has a limit of connections (ORDERS_MAX_OPEN=0), so that the fix is
the only difference between the two.

With -leaky and -fixed it takes other steps: a starter, such as 5, as it is in your
tree now. The exit status is 0 if the leak showed and the fix held, and 1 if not.

With -scene it shows one other thing instead, and says in one line what was seen.
The exit status is 0 only if it was seen. The scenes:
` + sceneList(),
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		o := demoOptions{}
		o.register(env, flags)
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			return usageErrorf("demo takes flags only, not %q\nSee: go tool workshop demo -h", rest[0])
		}
		if err := o.check(flags); err != nil {
			return err
		}
		if err = o.play(ctx, env); errors.Is(err, context.Canceled) {
			return errors.New("stopped before its end")
		}
		return err
	},
}

// play does what the flags ask for.
func (o *demoOptions) play(ctx context.Context, env *env) error {
	if err := o.checkPage(env); err != nil {
		return err
	}
	if o.scene != nil {
		return playScene(ctx, env, o)
	}
	return playSides(ctx, env, o)
}

// sceneList is a line for every scene.
func sceneList() string {
	var lines []string
	for _, s := range scenes() {
		lines = append(lines, fmt.Sprintf("  %-16s %s", s.name, s.summary))
	}
	return strings.Join(lines, "\n")
}
