package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

var kills = flag.Int("kills", 12, "kill reset and undo so `many` times, taken together")

// TestKill kills the command line as it is built, at random moments of a reset or an
// undo, and compares every byte: what is there is old or new, what is old is there or in
// a whole backup, undo brings all back, and the next reset works. Two hundred
// take minutes: go test ./cmd/workshop -run TestKill -v -kills 200 -timeout 30m
func TestKill(t *testing.T) {
	program := filepath.Join(t.TempDir(), executable("workshop"))
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	counts := map[string]int{}
	for i := range *kills {
		verb := []string{"reset", "undo"}[i%2]
		t.Run(fmt.Sprintf("%s/%d", verb, i/2), func(t *testing.T) {
			v := newVictim(t, program, rand.New(rand.NewPCG(uint64(i), 2)))
			counts[v.killOnce(verb, moments[i/2%len(moments)])]++
		})
	}
	t.Logf("of %d kills %d came before there was a backup, %d between the backup and the first write, %d amid the writes, %d after the last one; %d came too late",
		*kills, counts["before"], counts["between"], counts["amid"], counts["after"], counts["ended"])
	if *kills >= 100 && counts["amid"] < *kills/5 {
		t.Errorf("only %d of %d kills came amid the writes: the run proves little", counts["amid"], *kills)
	}
}

// A moment is when a kill comes.
type moment string

const (
	atRandom  moment = "after a random part of the time it takes"
	whenSaved moment = "as soon as there is a backup"
	whenWrote moment = "as soon as a random one of the files is written"
)

// moments has those more often that hit what matters most.
var moments = []moment{whenWrote, atRandom, whenWrote, whenSaved, whenWrote, atRandom}

// A victim is a repository with a learner's files in it, and the program to be killed.
type victim struct {
	*testing.T
	program, root string
	random        *rand.Rand
}

const victimStep = "step05-leakfix" // which has the most files

// newVictim makes a repository in which most files of a step are not as shipped.
func newVictim(t *testing.T, program string, random *rand.Rand) *victim {
	v := &victim{T: t, program: program, root: t.TempDir(), random: random}
	dir, err := lesson.FindDir(victimStep)
	if err != nil {
		t.Fatal(err)
	}
	files, err := lesson.Pristine(dir)
	if err != nil {
		t.Fatal(err)
	}
	v.write("go.mod", "module example.com/metricsworkshop\n")
	v.write(victimStep+"/notes.txt", v.words())
	v.write(victimStep+"/.mine/order.go", v.words())
	for _, name := range files.Names() {
		file := victimStep + "/" + name
		switch random.IntN(20) {
		case 0: // deleted
		case 1:
			v.write(file+"/deep/"+name, v.words())
		case 2:
			if err := os.Symlink(filepath.Join("..", "go.mod"), v.path(file)); err != nil && runtime.GOOS != "windows" {
				t.Fatal(err)
			}
		case 3:
			v.write(file, string(files[name]))
		default:
			v.write(file, v.words()+string(files[name]))
			if random.IntN(4) == 0 {
				v.chmod(file, 0o444)
			}
		}
	}
	return v
}

// words are bytes that nobody else has.
func (v *victim) words() string { return fmt.Sprintf("// mine: %x\n", v.random.Uint64()) }

// killOnce kills a verb, judges what is left, and returns when the kill came.
func (v *victim) killOnce(verb string, m moment) string {
	mine := v.tree()
	if verb == "undo" { // of a reset, after which the learner went on
		v.mustRun("reset", victimStep, "-yes")
		changed := changedFiles(mine, v.tree())
		v.random.Shuffle(len(changed), func(i, j int) { changed[i], changed[j] = changed[j], changed[i] })
		for _, name := range changed[:2] {
			v.write(name, v.words())
		}
	}
	args := map[string][]string{"reset": {"reset", victimStep, "-yes"}, "undo": {"undo", "-yes"}}[verb]
	old, before := v.tree(), v.backups()
	now := v.wanted(verb, old, mine)

	ended := v.kill(args, v.when(m, args, old, now))
	left, backups := v.tree(), v.backups()
	v.eachOldOrNew(left, old, now)
	v.nothingLost(left, old, backups)
	when := "ended"
	switch {
	case ended:
	case len(backups) == len(before):
		when = "before"
	case left.equal(old):
		when = "between"
	case left.sameContent(now):
		when = "after"
	default:
		when = "amid"
	}

	if len(backups) > len(before) {
		v.mustRun("undo", "-yes")
	}
	v.wantTree("undo after the kill", old)
	if verb == "undo" {
		v.mustRun("undo", backups[len(before)-1], "-yes")
		v.wantTree("undo of the reset", mine)
	}
	v.mustRun("reset", victimStep, "-yes")
	v.wantShipped()
	return when
}

// when returns a function that reports whether the moment has come, for a verb that
// begins now.
func (v *victim) when(m moment, args []string, old, now victimTree) func() bool {
	switch m {
	case whenSaved:
		before := len(v.backups())
		return func() bool { return len(v.backups()) > before }
	case whenWrote:
		changed := changedFiles(old, now)
		file := v.path(changed[v.random.IntN(len(changed))])
		was, err := os.Lstat(file)
		if err != nil {
			v.Fatal(err)
		}
		return func() bool {
			is, err := os.Lstat(file)
			return err == nil && !os.SameFile(is, was)
		}
	default:
		took := v.random.Int64N(int64(v.rehearse(args)))
		end := time.Now().Add(time.Duration(took))
		return func() bool { return time.Now().After(end) }
	}
}

// kill starts the program and kills it when the time has come. It reports whether it
// had ended by itself.
func (v *victim) kill(args []string, now func() bool) (ended bool) {
	cmd := v.command(args...)
	if err := cmd.Start(); err != nil {
		v.Fatal(err)
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	for !now() {
		select {
		case err := <-exited:
			if err != nil {
				v.Fatalf("%v ended by itself: %v", args, err)
			}
			return true
		default:
		}
	}
	killed := cmd.Process.Kill()
	return <-exited == nil || killed != nil
}
