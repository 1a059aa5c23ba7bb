package main

import (
	"context"
	"fmt"
	"strconv"

	"example.com/metricsworkshop/internal/lesson"
)

var hintVerb = verb{
	name:    "hint",
	args:    "TASK [-level N]",
	summary: "a hint to a task: a question, a pointer, almost code",
	details: `
Prints one hint to a task, as in "hint 1.2". Level 1 is a question, level 2
points to the place, level 3 is almost code. The same hints stand folded at the
end of the step's README.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		level := flags.Int("level", 1, "how much to give away: 1, 2 or 3")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		step, task, err := oneTask(rest)
		if err != nil {
			return err
		}
		if *level < 1 || *level > lesson.HintLevels {
			return usageErrorf("-level is %d; there are levels 1 to %d", *level, lesson.HintLevels)
		}
		files, err := lesson.Pristine(lesson.Dir{Step: step})
		if err != nil {
			return damagedErrorf("%w\ngit checkout %s brings it back", err, lesson.ArchivePath)
		}
		hints, err := lesson.Hints(files["README.md"], task.ID)
		if err != nil {
			return damagedErrorf("%w\nThe hints to %s stand at the end of %s/README.md too.", err, task.ID, step.Starter())
		}
		fmt.Fprintf(env.Stdout, "%s, %s (%s): hint %d of %d\n\n%s\n", task.ID, task.Title, task.File, *level, len(hints), hints[*level-1])
		if *level < len(hints) {
			fmt.Fprintf(env.Stdout, "\nMore: go tool workshop hint %s -level %d\n", task.ID, *level+1)
		} else {
			fmt.Fprintf(env.Stdout, "\nNothing helps? Read %s/%s.\n", step.Solution(), task.File)
		}
		return nil
	},
}

// oneTask finds the task that hint was given.
func oneTask(args []string) (lesson.Step, lesson.Task, error) {
	if len(args) == 1 {
		if step, task, err := lesson.FindTask(args[0]); err == nil {
			return step, task, nil
		}
	}
	return lesson.Step{}, lesson.Task{}, noTask(args)
}

// noTask answers what people type where one task should be.
func noTask(args []string) error {
	if len(args) == 1 {
		if dir, err := lesson.FindDir(args[0]); err == nil {
			return usageErrorf("%s is a step; its tasks are:\n%s\nAs in: go tool workshop hint %s",
				args[0], taskList(dir.Step), dir.Step.Tasks[0].ID)
		}
		return usageErrorf("there is no task %q; the tasks are:\n%s", args[0], taskList(lesson.Steps...))
	}
	if len(args) == 2 {
		_, task, err := lesson.FindTask(args[0])
		level, notNumber := strconv.Atoi(args[1])
		if err == nil && notNumber == nil && 1 <= level && level <= lesson.HintLevels {
			return usageErrorf("the level is a flag: go tool workshop hint %s -level %d", task.ID, level)
		}
	}
	return usageErrorf("hint takes one task, as in: go tool workshop hint 1.2\nThe tasks:\n%s", taskList(lesson.Steps...))
}
