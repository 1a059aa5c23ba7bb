package main

import (
	"context"
	"fmt"
	"strconv"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

// missesForAll is how many checks have to find a task open before its last hint is
// offered.
const missesForAll = 3

var hintVerb = verb{
	name:    "hint",
	args:    "[TASK] [flags]",
	summary: "a hint to a task, and one level more each time",
	details: `
Prints a hint to a task, as in "hint 1.2", and one level more each time: level 1 is
a question, level 2 points to the place, level 3 is almost code. Without TASK it is
about the first open task of the step whose folder you are in, or of the one you have
come to.

Level 3 waits until a check has found the task open three times, each time with
other code, or done. With -spoil it does not, and with -level 3 neither: whoever names a level
gets it. The same hints stand folded at the end of the step's README.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		level := flags.Int("level", 0, "show the hint of this `level`: 1, 2 or 3 (default is one more than last time)")
		spoil := flags.Bool("spoil", false, "show the last hint now")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		state := env.remembered()
		step, task, err := env.hintedTask(state, rest)
		if err != nil {
			return err
		}
		done := state.Results[step.Name].Tasks[task.ID] == learner.Done
		switch {
		case givenFlags(flags)["level"] && (*level < 1 || *level > lesson.HintLevels):
			return usageErrorf("-level is %d; there are levels 1 to %d", *level, lesson.HintLevels)
		case *level == 0 && *spoil:
			*level = lesson.HintLevels
		case *level == 0:
			*level = nextLevel(state, task.ID, done)
		}
		hints, err := shippedHints(step, task)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "%s, %s (%s): hint %d of %d\n\n%s\n\n%s\n",
			task.ID, task.Title, task.File, *level, len(hints), wrapped(hints[*level-1], hintColumns), moreHints(state, task.ID, *level, done))
		if err := learner.Update(env.Root, func(s *learner.State) { s.Hints[task.ID] = max(s.Hints[task.ID], *level) }); err != nil {
			fmt.Fprintf(env.Stderr, "the next hint will be this one again: %v\n", err)
		}
		return nil
	},
}

// hintedTask finds the task that hint is asked about.
func (e *env) hintedTask(s learner.State, args []string) (lesson.Step, lesson.Task, error) {
	if len(args) > 0 {
		if err := levelTyped(args); err != nil {
			return lesson.Step{}, lesson.Task{}, err
		}
		return e.oneTask(args)
	}
	step, ok := e.stepAtHand()
	if !ok {
		return e.oneTask(nil)
	}
	task, ok := firstOpen(step, s.Results[step.Name])
	if !ok {
		return step, task, usageErrorf("all tasks of step %d are done; for a hint nevertheless: go tool workshop hint %s\nThe tasks:\n%s",
			step.Number, step.Tasks[0].ID, taskList(step))
	}
	return step, task, nil
}

// levelTyped answers "hint 1.2 2".
func levelTyped(args []string) error {
	if len(args) != 2 {
		return nil
	}
	_, task, err := lesson.FindTask(args[0])
	level, notNumber := strconv.Atoi(args[1])
	if err != nil || notNumber != nil || level < 1 || level > lesson.HintLevels {
		return nil
	}
	return usageErrorf("the level is a flag: go tool workshop hint %s -level %d", task.ID, level)
}

// nextLevel is that of the hint which is shown if nobody names one.
func nextLevel(s learner.State, task string, done bool) int {
	next := min(s.Hints[task]+1, lesson.HintLevels)
	if next == lesson.HintLevels && s.Hints[task] < next && s.Misses[task] < missesForAll && !done {
		return next - 1
	}
	return next
}

// moreHints says, below a hint, what may help next.
func moreHints(s learner.State, task string, level int, done bool) string {
	missing := missesForAll - s.Misses[task]
	switch {
	case done:
		return fmt.Sprintf("%s is done. Other right ways: go tool workshop solution %[1]s", task)
	case level == lesson.HintLevels:
		return fmt.Sprintf("That was all. To see what the solution does differently: go tool workshop diff %s\n"+
			"When the task is done, other right ways: go tool workshop solution %[1]s", task)
	case level < s.Hints[task]: // an earlier one again
		return fmt.Sprintf("More: go tool workshop hint %s -level %d", task, level+1)
	case level+1 < lesson.HintLevels || missing <= 0:
		return fmt.Sprintf("More: go tool workshop hint %s", task)
	case missing == 1:
		return fmt.Sprintf("The last hint is almost code. Try once more, it comes when a check has seen that:\n"+
			"go tool workshop check %s. Or now: go tool workshop hint %[1]s -spoil", task)
	default:
		return fmt.Sprintf("The last hint is almost code. Try first: it comes once you have changed the code and checked it %d more times:\n"+
			"go tool workshop check %s. Or now: go tool workshop hint %[2]s -spoil", missing, task)
	}
}

// shippedHints returns the hints to a task that stand in the README as it was shipped.
func shippedHints(step lesson.Step, task lesson.Task) ([]string, error) {
	files, err := shipped(lesson.Dir{Step: step})
	if err != nil {
		return nil, err
	}
	hints, err := lesson.Hints(files["README.md"], task.ID)
	if err != nil {
		return nil, damagedErrorf("%w\nThe hints to %s stand at the end of %s/README.md too.", err, task.ID, step.Starter())
	}
	return hints, nil
}

// shipped returns a folder's files as they were shipped.
func shipped(d lesson.Dir) (lesson.Files, error) {
	files, err := lesson.Pristine(d)
	if err != nil {
		return nil, damagedErrorf("%w\ngit checkout %s brings it back", err, lesson.ArchivePath)
	}
	return files, nil
}
