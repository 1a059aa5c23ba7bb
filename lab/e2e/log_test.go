package e2e

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// await waits until the service has logged a text and the rest of its line.
func (s *service) await(tb testing.TB, text string) {
	tb.Helper()
	for timeout, ended := time.After(patience), false; ; {
		logged, more := s.log.read()
		_, rest, found := strings.Cut(logged, text)
		switch {
		case found && strings.Contains(rest, "\n"):
			return
		case ended:
			tb.Fatalf("the service ended before it logged %q:\n%s", text, logged)
		}
		select {
		case <-more:
		case <-s.done:
			ended = true
		case <-timeout:
			tb.Fatalf("after %v, the service has not logged %q:\n%s", patience, text, logged)
		}
	}
}

// A log is what a process has written so far.
type log struct {
	mu   sync.Mutex
	text []byte
	more chan struct{} // closed, and replaced, at each write
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	close(l.more)
	l.more = make(chan struct{})
	return len(p), nil
}

// read returns what was written, and a channel that is closed at the next write.
func (l *log) read() (text string, more <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text), l.more
}

func (l *log) String() string {
	text, _ := l.read()
	return text
}
