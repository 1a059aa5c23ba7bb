package main

import (
	"context"
	"fmt"
	"slices"

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
	w.goTo(ctx, 1, "next", "This is the last step.")
}

// goTo watches the target beside this one instead, and says so if there is none.
func (w *watching) goTo(ctx context.Context, by int, why, none string) {
	t, ok := w.target.beside(by)
	if !ok {
		fmt.Fprintf(w.out, "\n%s\n", none)
		return
	}
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

// beside is the task, or the step, beside a target: the next one by 1, the one before by -1.
func (t target) beside(by int) (target, bool) {
	if t.task != "" {
		i := by + slices.IndexFunc(t.Step.Tasks, func(own lesson.Task) bool { return own.ID == t.task })
		if 0 <= i && i < len(t.Step.Tasks) {
			return target{Dir: t.Dir, task: t.Step.Tasks[i].ID}, true
		}
	}
	i := by + t.Step.Number - 1
	if i < 0 || i >= len(lesson.Steps) {
		return target{}, false
	}
	return target{Dir: lesson.Dir{Step: lesson.Steps[i], Solution: t.Solution}}, true
}
