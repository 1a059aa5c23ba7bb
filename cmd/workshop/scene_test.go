package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// kept is what hits have come to that each left a goroutine and a connection.
func kept(hits int) sideResult {
	return sideResult{
		Sent: hits, Good: hits, P50: 12,
		GoroutinesBefore: 12, GoroutinesAfter: 12 + hits, ConnectionsBefore: 1, ConnectionsAfter: 1 + hits,
	}
}

// changed returns r with a change.
func changed(r sideResult, change func(*sideResult)) sideResult {
	change(&r)
	return r
}

// TestJudgeScenes holds each scene to what it is about: the line has the figures of the
// run, whatever they are, and seen is whether they show it.
func TestJudgeScenes(t *testing.T) {
	leak := kept(sceneHits)
	short := changed(leak, func(r *sideResult) { r.GoroutinesAfter-- })
	restless := changed(leak, func(r *sideResult) { r.Restless = true })
	healed := changed(leak, func(r *sideResult) { r.ConnectionsAfter = 1 })
	refused := changed(leak, func(r *sideResult) { r.Good = 3 })

	below := kept(limitBefore)
	above := sideResult{Sent: limitHits, Good: 151, P50: 3}
	served := changed(above, func(r *sideResult) { r.Good = limitHits })
	slower := changed(above, func(r *sideResult) { r.P50 = 12.5 })

	flat := sideResult{Sent: contextHits, Good: contextHits, P50: 4, GoroutinesBefore: 13, GoroutinesAfter: 13, ConnectionsBefore: 1, ConnectionsAfter: 1}
	churns := changed(flat, func(r *sideResult) { r.P50 = 11 })
	leaks := changed(kept(contextHits), func(r *sideResult) { r.P50 = 11 })

	type verdict struct {
		line string
		seen bool
	}
	of := func(line string, seen bool) verdict { return verdict{line, seen} }
	tests := []struct {
		name string
		got  verdict
		seen bool
		says string
	}{
		{"goleak is green and it leaks", of(judgeGoleak(true, leak)), true, "goleak is green over DriverBusy (TestLookups, with sqlmock); 20 hits over a database leave 20 goroutines (12 to 32) and 20 connections (1 to 21)"},
		{"goleak is red", of(judgeGoleak(false, leak)), false, "goleak is red"},
		{"a goroutine is missing", of(judgeGoleak(true, short)), false, "19 goroutines (12 to 31)"},
		{"never at rest", of(judgeGoleak(true, restless)), false, "20 goroutines"},
		{"no connection was kept", of(judgeGoleak(true, healed)), false, "0 connections (1 to 1)"},

		{"the profile finds none", of(judgeLeakProfile(0, leak)), true, "finds 0 of the 20 goroutines (12 to 32) that 20 hits leave"},
		{"the profile finds them", of(judgeLeakProfile(20, leak)), false, "finds 20 of the 20"},
		{"few hits had an answer", of(judgeLeakProfile(0, refused)), false, "that 3 hits leave"},

		{"refusals are quick", of(judgeError1040("MariaDB", below, above)), true, "p50 goes from 12.0 ms to 3.0 ms when MariaDB has no connection left (error 1040): 151 of 1000 hits have a good answer, and 100 of 100 had before"},
		{"the database has no limit", of(judgeError1040("MariaDB", below, served)), false, "1000 of 1000 hits"},
		{"refusals are slow", of(judgeError1040("MariaDB", below, slower)), false, "to 12.5 ms"},
		{"the limit was met before", of(judgeError1040("MariaDB", above, above)), false, "151 of 1000 had before"},

		{"flat, and dear", of(judgeRequestContext(churns, flat)), true, "300 hits leave 0 goroutines and 0 connections, and p50 is 11.0 ms: 2.8 times that of the fix, 4.0 ms"},
		{"flat, and no dearer", of(judgeRequestContext(flat, flat)), false, "1.0 times"},
		{"not flat", of(judgeRequestContext(leaks, flat)), false, "leave 300 goroutines"},
		{"the fix is not flat", of(judgeRequestContext(churns, changed(leaks, func(r *sideResult) { r.P50 = 4 }))), false, "leave 0 goroutines"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got.seen != tt.seen || !strings.Contains(tt.got.line, tt.says) || strings.Contains(tt.got.line, "\n") {
				t.Errorf("seen %v: %q; want %v, and one line with %q", tt.got.seen, tt.got.line, tt.seen, tt.says)
			}
		})
	}
}

// TestBlindTest holds that the test of the scene goleak is what its line says: goleak
// looks behind DriverBusy, over sqlmock.
func TestBlindTest(t *testing.T) {
	files, err := lesson.Pristine(solution(4))
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range files {
		_, body, found := bytes.Cut(source, []byte("func "+blindTest+"("))
		if !found {
			continue
		}
		body, _, _ = bytes.Cut(body, []byte("\n}"))
		for _, want := range []string{"defer goleak.VerifyNone(t, ", "orderdb.New(t)", ".DriverBusy("} {
			if !bytes.Contains(body, []byte(want)) {
				t.Errorf("%s: %s has no %s", name, blindTest, want)
			}
		}
		return
	}
	t.Errorf("solutions/4 has no %s", blindTest)
}

// TestCountProfile asks a server that says what a debug listener might.
func TestCountProfile(t *testing.T) {
	tests := []struct {
		name, answer string
		want         int
		wantErr      string // what the error contains; "" for none
	}{
		{"none", "HTTP/1.0 200 OK\r\nX: y\r\n\r\ngoroutineleak profile: total 0\n", 0, ""},
		{"some", "HTTP/1.0 200 OK\r\n\r\ngoroutineleak profile: total 20\n20 @ 0x1\n", 20, ""},
		{"no such profile", "HTTP/1.0 404 Not Found\r\n\r\nUnknown profile\n", 0, `the profile goroutineleak: http://127.0.0.1:`},
		{"another profile", "HTTP/1.0 200 OK\r\n\r\ngoroutine profile: total 3\n", 0, "and not with its total"},
		{"nothing", "", 0, `answers ""`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			addr, asked := answerOnce(t, tt.answer)
			got, err := countProfile(t.Context(), addr, "goroutineleak")
			if got != tt.want || (err == nil) != (tt.wantErr == "") || err != nil && !strings.Contains(err.Error(), tt.wantErr) {
				t.Errorf("countProfile = %d, %v; want %d and an error with %q", got, err, tt.want, tt.wantErr)
			}
			if want := fmt.Sprintf("GET /debug/pprof/goroutineleak?debug=1 HTTP/1.0\r\nHost: %s\r\n\r\n", addr); <-asked != want {
				t.Errorf("it did not ask %q", want)
			}
		})
	}
}

// TestGetTextStops holds that a server that says nothing does not keep it.
func TestGetTextStops(t *testing.T) {
	listener, err := net.Listen("tcp", freePort)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			defer conn.Close()
		}
		cancel()
		io.Copy(io.Discard, conn) // until the other side hangs up
	}()
	if text, err := getText(ctx, listener.Addr().String(), "/"); err == nil {
		t.Errorf("getText = %q; want an error", text)
	}
}

// answerOnce serves one request: it sends what was asked, and answers.
func answerOnce(t *testing.T, answer string) (addr string, asked <-chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", freePort)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	request := make(chan string, 1)
	go func() {
		defer close(request)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		var text []byte
		for buffer := make([]byte, 1024); !bytes.HasSuffix(text, []byte("\r\n\r\n")); {
			n, err := conn.Read(buffer)
			if err != nil {
				return
			}
			text = append(text, buffer[:n]...)
		}
		io.WriteString(conn, answer)
		request <- string(text)
	}()
	return listener.Addr().String(), request
}
