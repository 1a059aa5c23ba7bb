package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"example.com/metricsworkshop/internal/backup"
	"example.com/metricsworkshop/internal/lesson"
)

var resetVerb = verb{
	name:    "reset",
	args:    "[STEP|FILE|TASK] [-yes]",
	summary: "put files of a step back as they were shipped, and keep yours",
	details: `
Puts back as it was shipped: a step, as in "reset 1"; one file of it, as in
"reset 1/order.go"; or the file that a task is about, as in "reset 1.2". In a step's
folder "reset order.go" is enough, and "reset" alone is the whole step.

It shows what it would change and asks first; without a terminal it wants -yes. All
that it replaces is copied to a folder below ` + backup.Dir + ` before, and it prints
the command that brings that back. Files that the workshop has not shipped stay as
they are, wherever they are.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		yes := flags.Bool("yes", false, "do not ask")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		where, err := env.placeNow()
		if err != nil {
			return err
		}
		target, err := findReset(rest, where)
		if err != nil {
			return err
		}
		return env.reset(ctx, target, *yes)
	},
}

// A resetTarget is what reset puts back.
type resetTarget struct {
	dir   lesson.Dir
	file  string // "" for all of them
	files lesson.Files
}

func (t resetTarget) String() string {
	if t.file != "" {
		return t.dir.Path() + "/" + t.file
	}
	return t.dir.Path()
}

func (e *env) reset(ctx context.Context, t resetTarget, yes bool) error {
	var changes []backup.Change
	for _, name := range t.files.Names() {
		if t.file == "" || t.file == name {
			changes = append(changes, backup.WriteFile(t.dir.Path()+"/"+name, t.files[name]))
		}
	}
	plan, err := e.planFor(changes)
	if err != nil {
		return err
	}
	if len(plan.Entries) == 0 {
		fmt.Fprintf(e.Stdout, "nothing to do: %s is as it was shipped\n", t)
		return nil
	}
	prefix := t.dir.Path() + "/"
	e.printPlan("to put back in "+t.dir.Path(), prefix, plan, nil)
	if t.file == "" {
		yours, err := notShipped(filepath.Join(e.Root, filepath.FromSlash(t.dir.Path())), t.files)
		if err != nil {
			return environmentErrorf("%w\nNothing was changed.", err)
		}
		if len(yours) > 0 {
			fmt.Fprintf(e.Stdout, "left alone, as they are yours: %s\n", strings.Join(yours, " "))
		}
	}
	if !yes {
		if err := e.ask(ctx, "Put back what was shipped? What is there is copied first.", "go tool workshop reset "+t.String()); err != nil {
			return err
		}
	}
	if err := e.carryOut(plan, strings.ReplaceAll(t.dir.Path(), "/", "-")); err != nil {
		return err
	}
	fmt.Fprintf(e.Stdout, "%s is as it was shipped\n", t)
	return nil
}

// notShipped names what else is in a step's folder, hidden files and folders included.
func notShipped(dir string, shipped lesson.Files) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, entry := range entries {
		if _, ok := shipped[entry.Name()]; ok {
			continue
		}
		name := entry.Name()
		if entry.IsDir() {
			name += "/"
		}
		names = append(names, name)
	}
	return names, err
}
