package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	// maxLine is the longest line that a session may send, in bytes.
	maxLine = 64 << 10

	// maxQueued is how many commands may wait for the one that runs. Reading never
	// waits for them, or a word that is to be done at once would.
	maxQueued = 64
)

// run does what the lines of in say until that ends or ctx is done. A command that
// runs then is stopped, and waited for. The error is a line that makes no sense, or a
// measurement that cannot be.
func (s *session) run(ctx context.Context, in io.Reader) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, maxLine)
	return s.runLines(ctx, scanner)
}

func (s *session) runLines(ctx context.Context, scanner *bufio.Scanner) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	queued := make(chan string, maxQueued)
	s.reading.Go(func() {
		// Reading goes on while a command runs, to see the end.
		cancel(s.read(ctx, scanner, queued))
	})
	for {
		select {
		case <-ctx.Done():
			if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
				return err
			}
			return nil
		case line := <-queued:
			s.stops.begin()
			if err := s.command(ctx, line); err != nil {
				return err
			}
		}
	}
}

// read does the words that are done at once and queues the others, until there are
// no more lines. It returns nil then, which is no error.
func (s *session) read(ctx context.Context, scanner *bufio.Scanner, queued chan<- string) error {
	for scanner.Scan() {
		if ctx.Err() != nil {
			return nil
		}
		line := scanner.Text()
		word, text, _ := strings.Cut(line, " ")
		if do, ok := atOnce[word]; ok {
			if err := do(s, text); err != nil {
				return fmt.Errorf("%s: %w", word, err)
			}
			continue
		}
		s.stops.queue()
		select {
		case queued <- line:
		default:
			return fmt.Errorf("%d commands wait already, and there is one more: %s; wait for done", maxQueued, word)
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("a line is longer than %d bytes: send shorter ones", maxLine)
	}
	return nil // that the other side is gone is its end
}

// command does what one line says.
func (s *session) command(ctx context.Context, line string) error {
	name, args, _ := strings.Cut(line, " ")
	switch name {
	case "load":
		return s.load(ctx, strings.Fields(args))
	case "lineup":
		return s.lineup(ctx, strings.Fields(args))
	case "bytes":
		return s.bytes(ctx, strings.Fields(args))
	case "side":
		return s.side(ctx, strings.Fields(args))
	case "compare":
		return s.compare(args)
	}
	return fmt.Errorf("there is no command %.100q; there are load, lineup, bytes, side and compare, and at once %s", line, wordsAtOnce)
}
