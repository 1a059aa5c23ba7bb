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
	if p := w.last.problem; p != nil && p.noBuild() {
		fmt.Fprintf(w.out, "\nNo hint to a task helps here: %s.\n%s\n", p.Title, p.Remedy)
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
// other tasks are still to be solved. A task that is open takes a second key: what was
// seen cannot be forgotten.
func (w *watching) diff(ctx context.Context) {
	switch {
	case w.last == nil:
		fmt.Fprintln(w.out, "\nThere is no verdict yet.")
		return
	case w.cancel != nil: // it would write over the pager
		fmt.Fprintln(w.out, "\nA check is running: d works again when it has spoken.")
		return
	}
	what := fmt.Sprint(w.target.Step.Number)
	if open := w.last.openTasks(); len(open) > 0 {
		what = open[w.which%len(open)].ID
		if w.giving != what {
			w.giving = what
			fmt.Fprintf(w.out, "\nThat gives away %s. d once more shows it.\n", what)
			return
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
	if p := w.last.problem; p != nil {
		fmt.Fprintf(w.out, "\nMend this first: %s.\n", p.Title)
		return
	}
	switch open := w.last.openTasks(); {
	case w.last.ok():
		w.skip(ctx)
	case len(open) > 1:
		w.which = (w.which + 1) % len(open)
		w.printDetails(w.out, *w.last, w.which)
		w.footer()
	case len(open) == 1:
		fmt.Fprintf(w.out, "\n%s is the only open task here. s goes on without it.\n", open[0].ID)
	default:
		fmt.Fprintln(w.out, "\nNo task is open here, but what passed before does not: mend that first. s goes on without it.")
	}
}

// skip goes on to what comes behind the target, whatever is open in it.
func (w *watching) skip(ctx context.Context) {
	following, ok := w.target.following()
	if !ok {
		fmt.Fprintln(w.out, "\nThis is the last step.")
		return
	}
	w.goTo(ctx, following, "next")
}

// back goes to what comes before the target.
func (w *watching) back(ctx context.Context) {
	preceding, ok := w.target.preceding()
	if !ok {
		fmt.Fprintln(w.out, "\nThis is the first step.")
		return
	}
	w.goTo(ctx, preceding, "back")
}

// goTo watches another target.
func (w *watching) goTo(ctx context.Context, t target, why string) {
	if err := w.follow(t); err != nil {
		fmt.Fprintf(w.out, "\n%v\n", err)
		return
	}
	w.start(ctx, why)
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

// preceding is what comes before a target.
func (t target) preceding() (target, bool) {
	if t.task != "" {
		for i, own := range t.Step.Tasks[1:] {
			if own.ID == t.task {
				return target{Dir: t.Dir, task: t.Step.Tasks[i].ID}, true
			}
		}
	}
	if t.Step.Number == 1 {
		return target{}, false
	}
	return target{Dir: lesson.Dir{Step: lesson.Steps[t.Step.Number-2], Solution: t.Solution}}, true
}
