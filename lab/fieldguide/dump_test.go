package fieldguide

import (
	"bytes"
	"fmt"
	"regexp"
	"runtime/pprof"
	"strings"
	"testing"
	"time"
)

// dump returns the stacks of all goroutines, as /debug/pprof/goroutine has them with
// debug=2, one after the other, or with debug=1, equal ones together.
func dump(t *testing.T, debug int) string {
	t.Helper()
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, debug); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var onChannel = regexp.MustCompile(`\[(select|chan receive)`)

// waiting counts the goroutines of a dump that wait for a channel, with a function
// on top of their stack.
func waiting(dump, function string) int {
	n := 0
	for stack := range strings.SplitSeq(dump, "\n\n") {
		lines := strings.Split(strings.TrimSpace(stack), "\n")
		if len(lines) > 1 && onChannel.MatchString(lines[0]) && strings.HasPrefix(lines[1], function+"(") {
			n++
		}
	}
	return n
}

// dumpWith returns a dump in which want goroutines wait in each of the functions. It
// waits for them: a goroutine is there before it waits.
func dumpWith(t *testing.T, want int, functions ...string) string {
	t.Helper()
	var found string
	eventually(t, func() error {
		found = dump(t, 2)
		for _, function := range functions {
			if n := waiting(found, function); n != want {
				return fmt.Errorf("%d goroutines in %s; want %d\n%s", n, function, want, found)
			}
		}
		return nil
	})
	return found
}

// eventually polls until done returns nil, for what happens soon but not at once.
func eventually(t *testing.T, done func() error) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		err := done()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after 20s: %v", err)
		}
	}
}

var (
	minutes   = regexp.MustCompile(`, \d+ minutes\]`)
	arguments = regexp.MustCompile(`\((?:0x[0-9a-f]+\??|\{|\}|\.\.\.|, )+\)`)
	addresses = regexp.MustCompile(`@(?: 0x[0-9a-f]+)+`)
	folders   = regexp.MustCompile(`(?m)^(#\t.*\t)\S*/`)
	numbers   = regexp.MustCompile(`0x[0-9a-f]+|\b\d+(?:/\d+)*\b`)
)

// shape is text without what differs from one process to the next: arguments,
// addresses, folders, numbers, and how long a goroutine has been waiting.
func shape(text string) string {
	text = minutes.ReplaceAllString(text, "]")
	text = arguments.ReplaceAllString(text, "(...)")
	text = addresses.ReplaceAllString(text, "@ N")
	text = folders.ReplaceAllString(text, "$1…/")
	return numbers.ReplaceAllString(text, "N")
}
