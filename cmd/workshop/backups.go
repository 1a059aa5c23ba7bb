package main

import (
	"context"
	"fmt"
	"time"

	"example.com/metricsworkshop/internal/backup"
)

var backupsVerb = verb{
	name:    "backups",
	summary: "list the copies that reset, undo and sync have made",
	details: `
Lists the backups, the newest first, with the command that brings each back. A backup
is a folder below ` + backup.Dir + `; in its folder "files" is each file as it was,
by its path. The workshop never deletes one; git clean -x does. If you are sure,
delete its folder.`,
	run: func(ctx context.Context, env *env, args []string) error {
		rest, err := env.parse(env.flagSet(), args)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			return usageErrorf("backups takes no arguments, not %q\nTo bring one back: go tool workshop undo BACKUP", rest[0])
		}
		all, others, err := backup.List(env.Root)
		if err != nil {
			return environmentErrorf("%w", err)
		}
		if len(all)+len(others) == 0 {
			fmt.Fprintln(env.Stdout, "there is no backup, as nothing was reset yet")
			return nil
		}
		for _, b := range all {
			env.printBackup(b)
		}
		for _, name := range others {
			fmt.Fprintf(env.Stdout, "%s/%s is no backup, or its list cannot be read: look at it yourself\n", backup.Dir, name)
		}
		fmt.Fprintf(env.Stdout, "They are in %s. To delete one, delete its folder: nothing else does.\n", backup.Dir)
		return nil
	},
}

func (e *env) printBackup(b *backup.Backup) {
	files, size := b.Files()
	note := ""
	if b.Unfinished {
		note = "; it was stopped before its end"
	}
	fmt.Fprintf(e.Stdout, "%s  %s of %s: %s, %s%s\n  %s\n", b.Made.Local().Format(time.DateTime),
		b.Verb, b.Subject, plural(files, "file"), byteCount(size), note, undoCommand(b))
}

func byteCount(n int64) string {
	if n < 10_000 {
		return plural(int(n), "byte")
	}
	return fmt.Sprintf("%d KB", (n+500)/1000)
}
