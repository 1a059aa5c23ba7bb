package etsytest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"testing"
	"time"
)

const (
	readyTimeout = 30 * time.Second
	stopTimeout  = 20 * time.Second
)

// A Server is Etsy's server as a process. Its methods are for the test's own
// goroutine.
type Server struct {
	addr    string
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	replies chan []byte // closed when the process has no more to say
	log     tail
}

// serve starts the server, and stops it at tb's end.
func serve(tb testing.TB, cmd *exec.Cmd, addr *net.UDPAddr) (*Server, error) {
	s := &Server{addr: addr.String()}
	if err := s.launch(cmd); err != nil {
		return nil, err
	}
	tb.Cleanup(func() {
		if err := s.stop(); err != nil {
			tb.Errorf("stop Etsy's StatsD server: %v\n%s", err, s.log.bytes())
		}
	})
	return s, nil
}

// launch starts a process, the server's first or its next, and waits until it
// counts datagrams.
func (s *Server) launch(cmd *exec.Cmd) error {
	cmd.Stderr = &s.log
	cmd.WaitDelay = stopTimeout
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.cmd, s.stdin, s.replies = cmd, stdin, make(chan []byte)
	go s.read(stdout)
	if err := s.ready(); err != nil {
		s.stop()
		return fmt.Errorf("%w\n%s", err, s.log.bytes())
	}
	return nil
}

// read passes the replies on until the process closes its stdout.
func (s *Server) read(stdout io.Reader) {
	defer close(s.replies)
	for lines := bufio.NewReader(stdout); ; {
		line, err := lines.ReadBytes('\n') // a flush of many names is a long line
		if err != nil {
			return
		}
		s.replies <- line
	}
}

// ready sends empty datagrams, which change no figure, until one is counted, and
// ends the interval in which they came.
func (s *Server) ready() error {
	conn, err := net.Dial("udp", s.addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	for deadline := time.Now().Add(readyTimeout); ; time.Sleep(5 * time.Millisecond) {
		conn.Write(nil) // refused at first
		n, err := s.packets()
		switch {
		case err != nil:
			return err
		case n > 0:
			_, err := s.flush()
			return err
		case time.Now().After(deadline):
			return fmt.Errorf("received nothing in %v", readyTimeout)
		}
	}
}

// Addr is the UDP address to which clients send.
func (s *Server) Addr() string { return s.addr }

// ask sends a command and returns its reply.
func (s *Server) ask(command string, reply any) error {
	if _, err := io.WriteString(s.stdin, command+"\n"); err != nil {
		return fmt.Errorf("the server has ended: %w", err)
	}
	select {
	case line, ok := <-s.replies:
		if !ok {
			return errors.New("the server has ended")
		}
		return json.Unmarshal(line, reply)
	case <-time.After(readyTimeout):
		return fmt.Errorf("no answer to %q in %v", command, readyTimeout)
	}
}

// stop ends the process by the end of its stdin, and by force if it does not.
func (s *Server) stop() error {
	if s.cmd.ProcessState != nil {
		return nil // killed, and not started again
	}
	s.stdin.Close()
	kill := time.AfterFunc(stopTimeout, func() { s.cmd.Process.Kill() })
	defer kill.Stop()
	for range s.replies { // of its last flush; Wait must not come before the end
	}
	return s.cmd.Wait()
}
