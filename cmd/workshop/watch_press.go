package main

import (
	"context"
	"fmt"

	"example.com/metricsworkshop/internal/lesson"
)

// hint asks for a hint to the task that is shown.
func (w *watching) hint(ctx context.Context) {
	if w.last == nil {
		fmt.Fprintln(w.out, "\nThere is no verdict yet to give a hint to.")
		return
	}
	open := w.last.openTasks()
	if len(open) == 0 {
		fmt.Fprintln(w.out, "\nNo task is open here: nothing needs a hint.")
		return
	}
	w.otherVerb(ctx, "hint", open[w.which%len(open)].ID)
}

// diff compares the task that is shown with the solution, or the step if all is done: the
// other tasks are still to be solved.
func (w *watching) diff(ctx context.Context) {
	what := fmt.Sprint(w.target.Step.Number)
	if w.last != nil {
		if open := w.last.openTasks(); len(open) > 0 {
			what = open[w.which%len(open)].ID
		}
	}
	w.otherVerb(ctx, "diff", what)
}

// otherVerb runs another verb, which has the terminal for itself meanwhile.
func (w *watching) otherVerb(ctx context.Context, name string, args ...string) {
	v, ok := w.other(name)
	if !ok {
		fmt.Fprintf(w.out, "\nThis version has no %s. In another terminal: %s\n", name, w.compareCommand(w.target.Step))
		return
	}
	fmt.Fprintln(w.out)
	w.keys.giveBack()
	env := *w.env
	env.verb = v
	if err := v.run(ctx, &env, args); err != nil {
		fmt.Fprintf(env.Stderr, "workshop %s: %v\n", name, err)
	}
	if w.keys != nil && w.keys.take() != nil {
		fmt.Fprintln(w.Stdout, "the terminal does not send single keys any more: Ctrl-C ends this")
	}
	w.footer()
}

// next shows the next open task, or goes on to what comes behind the last one.
func (w *watching) next(ctx context.Context) {
	if w.last == nil {
		fmt.Fprintln(w.out, "\nThere is no verdict yet.")
		return
	}
	if w.last.problem == nil && w.which+1 < len(w.last.openTasks()) {
		w.which++
		w.printDetails(w.out, *w.last, w.which)
		w.footer()
		return
	}
	following, ok := w.target.following()
	switch {
	case !ok:
		w.which = 0
		fmt.Fprintln(w.out, "\nThis is the last step, and there is no open task behind this one.")
	case !w.last.ok() && !w.leaving:
		w.leaving = true
		fmt.Fprintf(w.out, "\nThere is no open task behind this one. n once more goes on to %s.\n", following.shown())
	default:
		w.leaving = false
		w.goOn(ctx, following)
	}
}

// goOn watches another target.
func (w *watching) goOn(ctx context.Context, t target) {
	if err := w.follow(t); err != nil {
		fmt.Fprintf(w.out, "\n%v\n", err)
		return
	}
	w.start(ctx, "next")
}

// shown is how a target is named.
func (t target) shown() string {
	if t.task != "" {
		return "task " + t.task
	}
	return t.Path()
}

// following is what comes behind a target.
func (t target) following() (target, bool) {
	if t.task != "" {
		for i, own := range t.Step.Tasks[:len(t.Step.Tasks)-1] {
			if own.ID == t.task {
				return target{Dir: t.Dir, task: t.Step.Tasks[i+1].ID}, true
			}
		}
	}
	if t.Step.Number == len(lesson.Steps) {
		return target{}, false
	}
	return target{Dir: lesson.Dir{Step: lesson.Steps[t.Step.Number], Solution: t.Solution}}, true
}
