package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// git runs git in a folder and returns what it prints.
func (p *packer) git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	// Nothing of a hook that may have started us.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GIT_") })
	if dir != p.Root {
		// In a repository of our own nothing is a matter of who packs.
		date := fmt.Sprintf("%d +0000", p.source.date.Unix())
		cmd.Env = append(cmd.Env, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull,
			"GIT_AUTHOR_NAME=workshop", "GIT_AUTHOR_EMAIL=workshop@localhost", "GIT_AUTHOR_DATE="+date,
			"GIT_COMMITTER_NAME=workshop", "GIT_COMMITTER_EMAIL=workshop@localhost", "GIT_COMMITTER_DATE="+date)
	}
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	err := runChild(ctx, p.env, cmd)
	switch {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return nil, environmentErrorf("there is no git, and the pack has what git has\nInstall it from https://git-scm.com.")
	case bytes.Contains(problems.Bytes(), []byte("not a git repository")):
		return nil, environmentErrorf("%s is no clone, and the pack has what is committed\n"+
			"Clone the workshop with git, and pack there.", p.Root)
	default:
		return nil, environmentErrorf("git %s: %w\n%s", args[0], err, strings.TrimSpace(problems.String()))
	}
}

// makeHistory makes a git repository of the source, of one commit, and returns its
// files but for the settings, which differ by system. With it "git diff" and the
// remedy "git checkout -- FILE" work in a pack. The packer's own history, remotes and
// name stay at home.
func (p *packer) makeHistory(ctx context.Context) ([]packedFile, error) {
	commands := [][]string{
		{"init", "--quiet", "--template="},
		{"symbolic-ref", "HEAD", "refs/heads/main"},
		{"config", "core.logAllRefUpdates", "false"},
		{"add", "--all", "--force"},
	}
	for _, f := range p.source.files {
		if f.program {
			commands = append(commands, []string{"update-index", "--chmod=+x", f.name}) // Windows does not know
		}
	}
	commands = append(commands,
		[]string{"commit", "--quiet", "--message", "The workshop as it was packed, from commit " + p.source.commit},
		[]string{"-c", "pack.threads=1", "repack", "-a", "-d", "--quiet"}, // more threads may give other bytes
		// An index that says nothing of the files' times, which differ wherever it is unpacked.
		[]string{"read-tree", "--empty"},
		[]string{"read-tree", "HEAD"},
	)
	for _, args := range commands {
		if _, err := p.git(ctx, p.repository(), args...); err != nil {
			return nil, err
		}
	}
	return readHistory(p.repository())
}

// notPacked are git's files that say something of this machine, or nothing.
var notPacked = []string{".git/config", ".git/COMMIT_EDITMSG", ".git/description"}

func readHistory(repository string) ([]packedFile, error) {
	var files []packedFile
	err := filepath.WalkDir(filepath.Join(repository, ".git"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		path, err := filepath.Rel(repository, name)
		if err != nil {
			return err
		}
		f := packedFile{name: filepath.ToSlash(path)}
		if slices.Contains(notPacked, f.name) {
			return nil
		}
		f.content, err = os.ReadFile(name)
		files = append(files, f)
		return err
	})
	if err != nil {
		return nil, environmentErrorf("%w", err)
	}
	return files, nil
}

// gitConfig are git's settings for s. Windows has no bit for programs, and two systems
// take README and readme for one name.
func (s system) gitConfig() packedFile {
	text := fmt.Sprintf("[core]\n\trepositoryformatversion = 0\n\tfilemode = %t\n\tbare = false\n\tignorecase = %t\n",
		s.os != "windows", s.os == "windows" || s.os == "darwin")
	return packedFile{name: ".git/config", content: []byte(text)}
}
