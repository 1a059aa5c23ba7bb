package labe2e

import (
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/internal/labtest"
)

// soon is longer than a lab takes on a busy machine, and than a silent program costs it,
// which is some seconds.
const soon = 30 * time.Second

// TestLabFileLeft starts a lab over what another one may have left in .workshop/lab.json
// when it crashed. It is open soon.
func TestLabFileLeft(t *testing.T) {
	silent := func(net.Conn) {}
	rude := func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\nready nothing\nserving") }
	tests := []struct {
		name string
		text string           // "" for that of a lab whose port another program has
		is   func(c net.Conn) // that program
	}{
		{"empty", " ", nil},
		{"cut", `{"root": "/`, nil},
		{"another type", `{"root": 1, "control": []}`, nil},
		{"a list", `[]`, nil},
		{"no text", "\x00\xff\x00", nil},
		{"a silent program", "", silent},
		{"a rude program", "", rude},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			own := tree.Copy(t)
			text := []byte(tt.text)
			if tt.is != nil {
				text = leftFile(t, own, listen(t, tt.is))
			}
			file := own.File(".workshop", "lab.json")
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			l := openLabIn(t, own)
			if took := time.Since(began); took > soon {
				t.Errorf("the lab is open after %v; want a few seconds", took)
			}
			if now, err := os.ReadFile(file); err != nil || string(now) == string(text) {
				t.Errorf("%s is %q, %v; want the lab's own", filepath.Base(file), now, err)
			}
			l.Stop()
			if _, err := os.Stat(file); !os.IsNotExist(err) {
				t.Errorf("%s is there after the lab's end: %v", filepath.Base(file), err)
			}
		})
	}
}

// leftFile is the file of a lab of that tree whose control channel was at addr.
func leftFile(t *testing.T, own *labtest.Tree, addr string) []byte {
	t.Helper()
	text, err := json.Marshal(map[string]any{
		"root": own.Root, "pid": 1, "page": "http://127.0.0.1:1/", "control": addr, "token": "0123456789abcdef",
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// listen is a program that takes connections, and does something with each. It keeps
// them open until t's end.
func listen(t *testing.T, do func(net.Conn)) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			do(conn)
		}
	})
	t.Cleanup(func() {
		listener.Close()
		running.Wait()
	})
	return listener.Addr().String()
}
