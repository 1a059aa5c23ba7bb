package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

const (
	// maxSessions is how many may use the control channel at the same time, and
	// maxStrangers how many more may have connected and not said who they are.
	maxSessions  = 8
	maxStrangers = 8

	// helloTimeout is how long somebody who has connected may take to say hello.
	helloTimeout = 2 * time.Second
)

// A control is the second way into the lab: a loopback port for those who know its
// token. The first line of a connection is "hello TOKEN"; after any other it is
// closed without a word, so that a browser that was sent there learns nothing. What
// follows is a session like that on stdin and stdout.
type control struct {
	server   *server
	listener net.Listener
	token    string
	ctx      context.Context // done when it is closed
	cancel   context.CancelFunc
	running  sync.WaitGroup

	mu       sync.Mutex
	conns    map[net.Conn]bool // true for those that have a session
	sessions int
}

// startControl starts it on a free port. The caller must close it.
func startControl(s *server) (*control, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("control channel: %w", err)
	}
	secret := make([]byte, 16)
	rand.Read(secret) // it never fails
	c := &control{server: s, listener: listener, token: hex.EncodeToString(secret), conns: map[net.Conn]bool{}}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.running.Go(c.accept)
	return c, nil
}

// close ends all sessions, and waits for them.
func (c *control) close() error {
	err := c.listener.Close()
	c.cancel()
	c.mu.Lock()
	for conn := range c.conns {
		conn.Close()
	}
	c.mu.Unlock()
	c.running.Wait()
	return err
}

func (c *control) accept() {
	for {
		conn, err := c.listener.Accept()
		switch {
		case err == nil && c.keep(conn):
			c.running.Go(func() { c.serve(conn) })
		case err == nil:
			conn.Close()
		case c.ctx.Err() != nil:
			return
		default:
			time.Sleep(10 * time.Millisecond) // out of file descriptors for a moment: no reason to end
		}
	}
}

// keep notes a connection, and reports false if there is no room for another one.
func (c *control) keep(conn net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx.Err() != nil || len(c.conns)-c.sessions >= maxStrangers {
		return false
	}
	c.conns[conn] = false
	return true
}

// admit makes a connection one with a session, and reports false if there are
// enough of those.
func (c *control) admit(conn net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sessions == maxSessions {
		return false
	}
	c.sessions++
	c.conns[conn] = true
	return true
}

func (c *control) drop(conn net.Conn) {
	conn.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conns[conn] {
		c.sessions--
	}
	delete(c.conns, conn)
}

// serve has one connection, from its first line to its end.
func (c *control) serve(conn net.Conn) {
	defer c.drop(conn)
	lines := bufio.NewScanner(conn)
	lines.Buffer(nil, maxLine)
	conn.SetReadDeadline(time.Now().Add(helloTimeout))
	if !lines.Scan() || !c.knows(lines.Text()) {
		return
	}
	conn.SetReadDeadline(time.Time{})
	s := &session{server: c.server, conn: conn, out: conn}
	if !c.admit(conn) {
		s.say("print", fmt.Sprintf("the lab has %d sessions already: end one of them", maxSessions))
		return
	}
	s.greet()
	if err := s.runLines(c.ctx, lines); err != nil {
		s.say("print", "lab: "+err.Error())
	}
	conn.Close()
	s.reading.Wait() // no word of it is heard after it has left
	c.server.hub.leave(s)
}

// knows reports whether a line is hello with the token.
func (c *control) knows(line string) bool {
	token, ok := strings.CutPrefix(line, "hello ")
	return ok && subtle.ConstantTimeCompare([]byte(token), []byte(c.token)) == 1
}
