// Peers compares the StatsD middleware of step 2 with those of Prometheus and
// OpenTelemetry, and then what docs/other-stacks.md shows for net/http's ServeMux,
// DataDog's client included: the same request behind each, in one process.
//
//	go -C lab run ./peers [-rounds n]
//
// The contenders are in *_test.go.txt, which an overlay puts among the files of
// the step: it is a program, and no program can be imported. They have a mod file of
// their own, so that nobody else downloads what they are compared with, 12 MB. Whoever edits peers.mod tidies it afterwards:
//
//	go -C lab run ./peers -tidy
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

const (
	module = "example.com/metricsworkshop"
	step   = "solutions/step02-statsd"
)

func main() {
	rounds := flag.Int("rounds", 300, "how many turns each contender has")
	tidy := flag.Bool("tidy", false, "tidy peers.mod and peers.sum instead")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *rounds, *tidy); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// run compares the contenders, or tidies their mod file.
func run(ctx context.Context, rounds int, tidy bool) error {
	temp, err := os.MkdirTemp("", "peers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	w, err := findWorkshop(ctx, temp)
	if err != nil {
		return err
	}
	if tidy {
		_, err = w.goCommand(ctx, "mod", "tidy", w.modFile, w.overlay)
		return err
	}
	program, err := w.build(ctx, temp)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, program, "-test.run=^Test(Contenders|Stacks)$", fmt.Sprintf("-rounds=%d", rounds))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// A workshop is the learners' module, with the flags by which the go command sees
// the contenders in it.
type workshop struct {
	root             string
	modFile, overlay string
}

// findWorkshop finds the learners' module from within the lab, and writes the
// overlay into temp.
func findWorkshop(ctx context.Context, temp string) (workshop, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return workshop{}, fmt.Errorf("find %s, whose lab this must be run in: %w", module, err)
	}
	w := workshop{root: strings.TrimSpace(string(out))}
	peers := filepath.Join(w.root, "lab", "peers")
	overlay := filepath.Join(temp, "overlay.json")
	w.modFile, w.overlay = "-modfile="+filepath.Join(peers, "peers.mod"), "-overlay="+overlay
	files, err := filepath.Glob(filepath.Join(peers, "*_test.go.txt"))
	if err != nil {
		return workshop{}, err
	}
	replace := map[string]string{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		replace[filepath.Join(w.root, filepath.FromSlash(step), name)] = file
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return workshop{}, err
	}
	return w, os.WriteFile(overlay, text, 0o600)
}

// build builds the contenders as a program in temp, and returns its name.
func (w workshop) build(ctx context.Context, temp string) (string, error) {
	program := filepath.Join(temp, "contenders.exe") // Windows runs no other name
	_, err := w.goCommand(ctx, "test", "-c", "-o", program, w.modFile, w.overlay, "./"+step)
	return program, err
}

// goCommand runs the go command in the learners' module, and returns what it
// printed to stdout.
func (w workshop) goCommand(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = w.root
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String(), nil
}
