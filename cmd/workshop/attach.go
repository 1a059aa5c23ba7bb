package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A labFile is what a lab that runs leaves in .workshop/lab.json, for who wants to
// use it, too. It is gone when the lab has ended in order. One that is left over names
// an address at which nobody knows the token any more.
type labFile struct {
	Root        string            `json:"root"` // of the repository: a copy of it has a lab of its own
	PID         int               `json:"pid"`  // of the command line
	Page        string            `json:"page"`
	Control     string            `json:"control"` // where the lab takes commands
	Token       string            `json:"token"`   // of those who may give them
	Environment map[string]string `json:"environment"`
}

func labFileName(env *env) string { return filepath.Join(env.Root, ".workshop", "lab.json") }

// writeLabFile says where the lab of b is. Nobody but the user may read that.
func writeLabFile(env *env, b *backend) error {
	control, token, _ := strings.Cut(b.ready["control"], " ")
	// Elsewhere first: whoever reads it finds all of it, or none.
	temp, err := os.CreateTemp(filepath.Dir(labFileName(env)), "lab-*.json") // which has mode 0600
	if err != nil {
		return environmentErrorf("%w", err)
	}
	encoder := json.NewEncoder(temp)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false) // a DSN has an &
	err = encoder.Encode(labFile{
		Root: env.Root, PID: os.Getpid(), Page: b.ready["page"],
		Control: control, Token: token, Environment: b.variables(),
	})
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), labFileName(env))
	}
	if err != nil {
		os.Remove(temp.Name())
		return environmentErrorf("%w", err)
	}
	return nil
}

// removeLabFile removes the file of b's lab, unless it is another lab's by now.
func removeLabFile(env *env, b *backend) {
	if f, ok := readLabFile(env); ok && strings.HasSuffix(b.ready["control"], " "+f.Token) {
		os.Remove(labFileName(env))
	}
}

// readLabFile reads what a lab of this repository has left.
func readLabFile(env *env) (labFile, bool) {
	var f labFile
	text, err := os.ReadFile(labFileName(env))
	if err != nil || json.Unmarshal(text, &f) != nil {
		return labFile{}, false // there is none, or a crash has cut it
	}
	return f, sameFile(f.Root, env.Root) && f.Token != ""
}

const (
	dialTimeout  = 2 * time.Second // on this machine
	helloTimeout = 5 * time.Second // a busy one
)

// attach returns the lab of this repository that runs already, or nil if none does.
// The caller leaves it.
func attach(ctx context.Context, env *env, screen *progress) *backend {
	f, ok := readLabFile(env)
	if !ok {
		return nil
	}
	dialer := net.Dialer{Timeout: dialTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", f.Control)
	if err != nil {
		return nil
	}
	b := &backend{
		labOutput: newLabOutput(env.Stdout, screen),
		link:      &link{conn: conn, ended: make(chan struct{})},
		shown:     "the lab's",
	}
	go func() {
		defer close(b.link.ended)
		io.Copy(b.labOutput, conn) // the error says that the lab is gone, as does its end
	}()
	b.tell("hello " + f.Token + "\n") // who cannot be told does not answer
	select {
	case <-b.serving:
		b.dsn = b.ready["database"]
		return b
	case <-b.link.ended: // another program has the port now
	case <-time.After(helloTimeout):
	case <-ctx.Done():
	}
	b.leave(env)
	return nil
}

// A link is a connection to a lab that somebody else has started.
type link struct {
	conn  net.Conn
	ended chan struct{} // closed when the lab says nothing more
}

// tell writes a line to the lab, which is its own process or somebody else's.
func (b *backend) tell(line string) error {
	if b.link == nil {
		return b.child.tell(line)
	}
	_, err := io.WriteString(b.link.conn, line)
	return err
}

// gone is closed when the lab has ended.
func (b *backend) gone() <-chan struct{} {
	if b.link == nil {
		return b.child.done
	}
	return b.link.ended
}

// whyGone says so, for the reader, and waits until it has.
func (b *backend) whyGone() string {
	if b.link != nil {
		return "the lab that it used has ended"
	}
	<-b.child.done // its input is closed a moment before
	return fmt.Sprintf("the lab, which holds the database, ended by itself, %s", b.cmd.ProcessState)
}

// leave ends the lab, or the connection to one that goes on.
func (b *backend) leave(env *env) {
	if b.link == nil {
		stopChild(env, b.child, "the lab")
		return
	}
	b.link.conn.Close()
	<-b.link.ended
}

// ofOwnLab are the flags that say what a lab is to be like.
var ofOwnLab = []string{"db-addr", "statsd-addr", "collector-addr", "page-addr", "dsn", "delay", "db-connections", "statsd-forward"}

// checkAttached tells which flags the lab of b, which runs already, cannot follow.
func (o runOptions) checkAttached(b *backend) error {
	typed := givenFlags(o.flags)
	for _, name := range ofOwnLab {
		if typed[name] {
			return usageErrorf("-%s says what a lab is to be like, and this run would use the one that runs already: %s\n"+
				"Leave the flag away, or add -own-lab for a lab of its own.", name, b.ready["page"])
		}
	}
	return nil
}
