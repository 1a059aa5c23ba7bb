package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A comparison is what a report says of a demo beside its figures: see
// live.Comparison.
type comparison struct {
	Made    string `json:"made"`
	Machine string `json:"machine"`
	Load    string `json:"load"`
	Delay   string `json:"delay"`
	Command string `json:"command"`
}

func (o *demoOptions) comparison() comparison {
	return comparison{
		Made:    time.Now().Format(time.DateOnly),
		Machine: fmt.Sprintf("%s/%s, %d CPUs, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()),
		Load:    fmt.Sprintf("%d lookups a second that find a busy driver, until the leaky service has %d goroutines", o.rate, o.target),
		Delay:   o.delay.String(),
		Command: o.command,
	}
}

// compare prints the table, writes the report and says what came of it all.
func (s *stage) compare(ctx context.Context, o *demoOptions) error {
	c := o.comparison()
	fmt.Fprintln(s.env.Stderr)
	fmt.Fprintf(s.env.Stdout, "%s%s on %s\n", madeOn, c.Made, c.Machine)
	command := "compare"
	report := filepath.Join(s.temp, "report.html") // the lab writes nowhere but to folders that are gone later
	if o.report != "" {
		command += " -o " + strconv.Quote(report)
	}
	s.backend.tell(wordLine(command, c)) // a lab that has ended is told below
	if err := s.backend.await(ctx, s.env); err != nil {
		return err
	}
	held, sentence, err := s.backend.lastWord()
	if err != nil {
		return err
	}
	if held {
		fmt.Fprintf(s.env.Stdout, "\n%s\n", sentence)
	}
	if o.report != "" {
		// The demo takes a minute, in which somebody may have made a file of that name.
		err := checkReplaceable(o.report)
		if err == nil {
			err = copyFile(o.report, report)
		}
		if err != nil {
			return fmt.Errorf("write the report to %s: %w", o.report, err)
		}
		fmt.Fprintf(s.env.Stderr, "\nThe report is %s\n", o.report)
	} else if !o.keep && s.backend.hasPage() {
		fmt.Fprintln(s.env.Stderr, "\nThe page is gone with the demo: -keep leaves it open, and -o report.html writes it to a file.")
	}
	if !held {
		return errors.New(sentence)
	}
	return nil
}

func copyFile(to, from string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o644)
}

// await waits until the lab has done what it was told.
func (b *backend) await(ctx context.Context, env *env) error {
	select {
	case <-b.loaded:
		return nil
	case <-b.done:
		return fmt.Errorf("the lab ended by itself, %s: its last words are above", b.cmd.ProcessState)
	case <-ctx.Done():
		b.silence()
		fmt.Fprintln(env.Stderr, "\nstopping")
		return ctx.Err()
	}
}

// lastWord is the lab's verdict on a demo.
func (b *backend) lastWord() (held bool, sentence string, err error) {
	select {
	case verdict := <-b.verdict:
		word, sentence, _ := strings.Cut(verdict, " ")
		return word == "held", sentence, nil
	default:
		return false, "", errors.New("the sides were not compared: the lab's words are above")
	}
}
