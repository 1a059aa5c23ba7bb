package main

import (
	"context"
	"fmt"
	"strings"

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
		if len(rest) != 1 {
			return usageErrorf("hint takes one task, as in: go tool workshop hint 1.2\nThe tasks: %s", taskList())
		}
		if *level < 1 || *level > lesson.HintLevels {
			return usageErrorf("-level is %d; there are levels 1 to %d", *level, lesson.HintLevels)
		}
		step, task, err := lesson.FindTask(rest[0])
		if err != nil {
			return usageErrorf("%w", err)
		}
		files, err := lesson.Pristine(lesson.Dir{Step: step})
		if err != nil {
			return damagedErrorf("%w\ngit checkout %s brings it back", err, lesson.ArchivePath)
		}
		hints, err := lesson.Hints(files["README.md"], task.ID)
		if err != nil {
			return damagedErrorf("%s: %w", step.Starter(), err)
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

// taskList is every task's number and title.
func taskList() string {
	var tasks []string
	for _, s := range lesson.Steps {
		for _, t := range s.Tasks {
			tasks = append(tasks, t.ID+" "+t.Title)
		}
	}
	return strings.Join(tasks, ", ")
}
