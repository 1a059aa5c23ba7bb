package labtest

import (
	"bytes"
	"regexp"
	"sync"
)

// A screen keeps what a program prints.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
	read int           // how much of it next has found something in
	more chan struct{} // has an element when something was printed
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// next finds a pattern behind the one that it found last, and returns its first group,
// "" if it is not there yet.
func (s *screen) next(pattern *regexp.Regexp) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	rest := s.text.Bytes()[s.read:]
	match := pattern.FindSubmatchIndex(rest)
	if match == nil {
		return ""
	}
	s.read += match[1]
	first := min(2, len(match)-2)
	return string(rest[match[first]:match[first+1]])
}
