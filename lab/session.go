package main

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// A session is somebody who steers the lab, a line a time: the parent, on stdin and
// stdout, or another program on the control channel.
//
// Each line from the lab begins with a word for the other side:
//
//	ready NAME VALUE   where database, statsd, collector, page or control are
//	serving            all are ready
//	progress TEXT      how far a command is; each takes the place of the one before
//	print TEXT         a line for the user
//	result JSON        what a side has come to, a live.Done
//	verdict held TEXT, verdict not-held TEXT
//	done               the command is over
//	want JSON          what the page wants of the service, a live.Want
//	free               nobody else runs a service any more: the answer to take
//
// These are done at once, also while a command runs:
//
//	service JSON   what the session's service is now, a live.Service
//	output TEXT    a line that it has printed
//	steps JSON     what the page may ask for, a list of live.Step; the parent's word
//	take           the session is about to start a service: whoever runs one shall stop it
//	stop-load      ends the load that runs, whosever it is
//
// The commands are done one after the other. A load ends after a time or after a
// number of requests; -lookup makes it of one lookup alone:
//
//	load -rate N (-for D | -requests N) -hits PERCENT [-lookup NAME | -receipts PERCENT] URL
//	lineup -n N [-order NAME,NAME,NAME,NAME] URL
//	bytes -n N [-receipts] -debug URL -pid PID [-db-pid PID] URL
//	side -label NAME -rate N (-target GOROUTINES | -hits N) URL
//	compare [-o "FILE"] JSON
//
// The second and the third measure what a service keeps; the session ends if they
// cannot, and with the parent's session the lab.
type session struct {
	*server
	conn net.Conn // of the control channel; nil for the parent

	mu  sync.Mutex // one line at a time
	out io.Writer

	reading sync.WaitGroup // while lines are read
	stops   stops
}

// Stops tell a command that it was stopped before it had begun: its line was read, and
// stop-load's right after it.
type stops struct {
	mu      sync.Mutex
	queued  int // commands that were read
	begun   int // those of them that are or were done
	stopped int // how many were read when stop-load came last
}

func (s *stops) queue() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queued++
}

func (s *stops) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begun++
}

// stop is stop-load.
func (s *stops) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = s.queued
}

// now reports whether the command that is being done was stopped.
func (s *stops) now() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.begun <= s.stopped
}

// sayTimeout is how long somebody on the control channel may take to read a line.
const sayTimeout = 2 * time.Second

// greet says where everything is.
func (s *session) greet() {
	for _, r := range s.readyParts() {
		s.say("ready", r)
	}
	s.say("serving", "")
}

// say prints lines for the other side.
func (s *session) say(word, text string) error {
	var b strings.Builder
	for line := range strings.Lines(text + "\n") {
		fmt.Fprintln(&b, strings.TrimRight(word+" "+line, " \n"))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		s.conn.SetWriteDeadline(time.Now().Add(sayTimeout))
	}
	_, err := io.WriteString(s.out, b.String())
	if err != nil && s.conn != nil {
		s.conn.Close() // so that its reading ends, too
	}
	return err
}

// done says that the command is over.
func (s *session) done() error { return s.say("done", "") }

func (s *session) progress(text string) { s.say("progress", text) }
