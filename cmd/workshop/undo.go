package main

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/backup"
)

var undoVerb = verb{
	name:    "undo",
	args:    "[BACKUP] [-yes]",
	summary: "bring back what the last reset, undo or sync has changed",
	details: `
Brings back what the newest backup holds, or the one that is named: "go tool workshop
backups" lists them. What a verb has made where nothing was is removed.

It shows what it would change and asks first; without a terminal it wants -yes. What
it replaces or removes is copied to a backup of its own before, so that an undo can
be undone: type it again.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		yes := flags.Bool("yes", false, "do not ask")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if len(rest) > 1 {
			return usageErrorf("undo takes one backup, or none for the newest, not %q\nThe backups: go tool workshop backups", rest)
		}
		all, _, err := backup.List(env.Root)
		if err != nil {
			return environmentErrorf("%w", err)
		}
		if len(all) == 0 && len(rest) == 0 {
			fmt.Fprintln(env.Stdout, "nothing to do: there is no backup, as nothing was reset yet")
			return nil
		}
		b, err := findBackup(all, rest)
		if err != nil {
			return err
		}
		return env.undo(ctx, b, *yes)
	},
}

func (e *env) undo(ctx context.Context, b *backup.Backup, yes bool) error {
	changes, err := b.Changes()
	if err != nil {
		return environmentErrorf("%w\nNothing was changed. Other backups: go tool workshop backups", err)
	}
	plan, err := e.planFor(changes)
	if err != nil {
		return err
	}
	if len(plan.Entries) == 0 {
		fmt.Fprintf(e.Stdout, "nothing to do: all is as it was before the %s\nEarlier ones: go tool workshop backups\n", of(b))
		return nil
	}
	e.printPlan("to undo the "+of(b), "", plan, func(now backup.Entry) string {
		i := slices.IndexFunc(b.Entries, func(then backup.Entry) bool { return then.Path == now.Path })
		if i < 0 || b.Unfinished || now.Was.Kind == b.Entries[i].To.Kind && now.Was.SHA256 == b.Entries[i].To.SHA256 {
			return ""
		}
		return " (changed since)"
	})
	if !yes {
		if err := e.ask(ctx, "Bring it back? What is there now is copied first.", undoCommand(b)); err != nil {
			return err
		}
	}
	if err := e.carryOut(plan, b.Subject); err != nil {
		return err
	}
	fmt.Fprintf(e.Stdout, "all is as it was before the %s\n", of(b))
	return nil
}

// of is what took a backup and when, for the reader's clock.
func of(b *backup.Backup) string {
	return fmt.Sprintf("%s on %s", b.Verb, b.Made.Local().Format(time.DateTime))
}

// findBackup finds a backup, of which the newest stands first, by its name, its
// beginning, or its folder; no name is the newest.
func findBackup(all []*backup.Backup, args []string) (*backup.Backup, error) {
	if len(args) == 0 {
		return all[0], nil
	}
	name := path.Base(filepath.ToSlash(args[0]))
	var found []*backup.Backup
	for _, b := range all {
		if b.Name == name {
			return b, nil
		}
		if strings.HasPrefix(b.Name, name) {
			found = append(found, b)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, usageErrorf("%d backups begin with %q; name one of them:\n%s", len(found), name, undoCommands(found))
	case len(all) == 0:
		return nil, usageErrorf("there is no backup %q; there is none at all", name)
	}
	near := slices.Clone(all)
	slices.SortStableFunc(near, func(a, b *backup.Backup) int { return cmp.Compare(farness(name, a.Name), farness(name, b.Name)) })
	return nil, usageErrorf("there is no backup %q; the nearest are:\n%s\nAll of them: go tool workshop backups", name, undoCommands(near[:min(3, len(near))]))
}

func undoCommands(backups []*backup.Backup) string {
	var lines []string
	for _, b := range backups {
		lines = append(lines, "  "+undoCommand(b))
	}
	return strings.Join(lines, "\n")
}
