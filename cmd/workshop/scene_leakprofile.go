package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const leakExperiment = "goroutineleakprofile"

var leakProfileScene = scene{
	name:    "leakprofile",
	summary: "Go's own goroutine leak profile finds 0 of 20",
	intro: fmt.Sprintf("solutions/4 as shipped, built with GOEXPERIMENT=%s: %d hits, and\n"+
		"then its own profile of leaked goroutines.", leakExperiment, sceneHits),
	takes:       5 * time.Second,
	connections: sceneHits,
	play:        playLeakProfile,
}

func playLeakProfile(ctx context.Context, s *stage, o *demoOptions) (line string, seen bool, err error) {
	from, err := shippedSource(solution(4))
	if err != nil {
		return "", false, err
	}
	experiments := leakExperiment
	if more := os.Getenv("GOEXPERIMENT"); more != "" {
		experiments = more + "," + leakExperiment
	}
	from.env = []string{"GOEXPERIMENT=" + experiments}
	from.note = " with that experiment (the first time the standard library too, half a minute)"
	found := 0
	r, err := s.playOne(ctx, o, from, side{label: "leaky", rate: sceneHits, hits: sceneHits}, func(m measured) error {
		found, err = countProfile(ctx, m.debugAddr, "goroutineleak")
		return err
	})
	if err != nil {
		return "", false, err
	}
	line, seen = judgeLeakProfile(found, r)
	return line, seen, nil
}

// judgeLeakProfile says what was seen of the hits, and how many of the goroutines that
// they left the profile has found.
func judgeLeakProfile(found int, r sideResult) (line string, seen bool) {
	return fmt.Sprintf("Go's goroutine leak profile finds %d of the %d goroutines (%d to %d) that %d hits leave",
		found, r.goroutines(), r.GoroutinesBefore, r.GoroutinesAfter, r.Good), found == 0 && r.leaked(sceneHits)
}

// profileTotal is in the first line of a profile's text.
var profileTotal = regexp.MustCompile(`^(\w+) profile: total (\d+)\n`)

// countProfile asks a debug listener how many goroutines one of its profiles has.
func countProfile(ctx context.Context, addr, name string) (int, error) {
	text, err := getText(ctx, addr, "/debug/pprof/"+name+"?debug=1")
	if err != nil {
		return 0, fmt.Errorf("the profile %s: %w", name, err)
	}
	match := profileTotal.FindStringSubmatch(text)
	if match == nil || match[1] != name {
		return 0, fmt.Errorf("the profile %s begins with %.80q, and not with its total", name, text)
	}
	return strconv.Atoi(match[2])
}

// getTimeout is for a profile that a garbage collection makes.
const getTimeout = 10 * time.Second

// getText asks a server for a text, in HTTP 1.0: net/http would make this program,
// which every learner compiles first, half as big again.
func getText(ctx context.Context, addr, path string) (string, error) {
	conn, err := (&net.Dialer{Timeout: getTimeout}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	conn.SetDeadline(time.Now().Add(getTimeout))
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", path, addr); err != nil {
		return "", err
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		return "", err
	}
	head, body, _ := strings.Cut(string(answer), "\r\n\r\n")
	status, _, _ := strings.Cut(head, "\r\n")
	if _, code, _ := strings.Cut(status, " "); !strings.HasPrefix(code, "200 ") {
		return "", fmt.Errorf("http://%s%s answers %q", addr, path, status)
	}
	return body, nil
}
