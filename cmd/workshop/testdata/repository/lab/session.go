package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

const token = "0123456789abcdef"

var (
	mu    sync.Mutex
	owner *session // whose service runs
	first *session // the one on stdin
)

// A session is whoever starts services: the parent, and others by way of the control
// channel.
type session struct {
	out     io.Writer
	stopped chan struct{} // has one when its service is stopped
}

func newSession(out io.Writer, ready []string) *session {
	s := &session{out: out, stopped: make(chan struct{}, 1)}
	mu.Lock()
	if first == nil {
		first = s
	}
	mu.Unlock()
	for _, part := range ready {
		s.say("ready " + part)
	}
	s.say("serving")
	return s
}

func (s *session) say(line string) {
	mu.Lock()
	defer mu.Unlock()
	fmt.Fprintln(s.out, line)
}

func (s *session) read(in io.Reader) {
	for lines := bufio.NewScanner(in); lines.Scan(); {
		line := lines.Text()
		word, _, _ := strings.Cut(line, " ")
		switch word {
		case "service":
			s.service(line)
		case "output", "steps":
			note(line)
		case "take":
			go s.take()
		case "side":
			go side(line)
		case "compare":
			go compare(line)
		default:
			go s.load(line)
		}
	}
}

func (s *session) service(line string) {
	mu.Lock()
	switch {
	case strings.Contains(line, `"state":"starting"`), strings.Contains(line, `"state":"running"`):
		owner = s
	case owner == s && !strings.Contains(line, `"state":"building"`):
		owner = nil
		select {
		case s.stopped <- struct{}{}:
		default:
		}
	}
	mu.Unlock()
	note(line)
}

// take asks the one whose service runs to stop it, unless it is s.
func (s *session) take() {
	mu.Lock()
	other := owner
	mu.Unlock()
	if other != nil && other != s {
		select {
		case <-other.stopped: // of an earlier time
		default:
		}
		other.say(`want {"do":"stop"}`)
		<-other.stopped
	}
	s.say("free")
}

func (s *session) load(command string) {
	_, addr, _ := strings.Cut(command, "http://")
	s.say("print told: " + command)
	s.say("progress load 0/1 s: as far as that")
	if conn, err := net.Dial("tcp", addr); err == nil {
		defer conn.Close()
	}
	if os.Getenv("FAKE_LOAD") == "long" {
		select {}
	}
	s.say("print")
	s.say("print the table")
	s.say("done")
}

// note writes a line into told.txt.
func note(line string) {
	mu.Lock()
	defer mu.Unlock()
	file, err := os.OpenFile("told.txt", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	fmt.Fprintln(file, line)
}

// readWants asks for each line of wants.txt, once.
func readWants() {
	for done := 0; ; time.Sleep(5 * time.Millisecond) {
		text, _ := os.ReadFile("wants.txt") // which comes later
		lines := strings.SplitAfter(string(text), "\n")
		for ; done < len(lines)-1; done++ {
			mu.Lock()
			s := owner
			if s == nil || strings.Contains(lines[done], `"do":"start"`) {
				s = first
			}
			mu.Unlock()
			s.say("want " + strings.TrimSpace(lines[done]))
		}
	}
}

// startControl listens for others, and returns what serves them.
func startControl(ready *[]string) (serve func()) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	*ready = append(*ready, "control "+listener.Addr().String()+" "+token)
	return func() {
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				go attended(conn, *ready)
			}
		}()
	}
}

// attended serves one of them.
func attended(conn net.Conn, ready []string) {
	defer conn.Close()
	lines := bufio.NewReader(conn)
	if hello, _ := lines.ReadString('\n'); hello != "hello "+token+"\n" {
		return
	}
	newSession(conn, ready).read(lines)
}
