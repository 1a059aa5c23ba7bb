package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// ask asks whether to go on, and returns nil if so. Where nobody can be asked it says
// which command needs no question.
func (e *env) ask(ctx context.Context, question, command string) error {
	if !isTerminal(e.Stdin) || isNull(e.Stdin.(*os.File)) {
		return usageErrorf("there is no terminal to ask on, so nothing was changed\nTo do it without a question: %s -yes", command)
	}
	fmt.Fprintf(e.Stderr, "%s [y/N] ", question)
	answer := make(chan string, 1)
	go func() { // until the process ends: nothing else ends a read
		line, _ := bufio.NewReader(e.Stdin).ReadString('\n') // an end of the input is no
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case a := <-answer:
		if slices.Contains([]string{"y", "yes"}, a) {
			return nil
		}
	case <-ctx.Done():
	}
	fmt.Fprintln(e.Stderr)
	return errors.New("nothing was changed")
}
