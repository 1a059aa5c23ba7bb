package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// The scene's two loads: one that meets no limit, and one that does.
const (
	limitRate   = 200
	limitBefore = 100 // hits: below any database's limit
	limitHits   = 1000
	limitMySQL  = 151 // that MySQL and MariaDB have by default
)

var error1040Scene = scene{
	name:    "error-1040",
	summary: "error 1040 improves p50",
	intro: fmt.Sprintf("solutions/4 as shipped, on a database with a limit of connections: %d hits,\n"+
		"which it has room for; then, on a service started anew, %d. %d a second,\n"+
		"and %v more for a round trip to the database.", limitBefore, limitHits, limitRate, demoDelay),
	takes:       15 * time.Second,
	connections: limitHits, // a database of the user's may have room for all
	play:        playError1040,
}

func playError1040(ctx context.Context, s *stage, o *demoOptions) (line string, seen bool, err error) {
	from, err := shippedSource(solution(4))
	if err != nil {
		return "", false, err
	}
	programs, err := s.build(ctx, from)
	if err != nil {
		return "", false, err
	}
	name, err := s.openLimited(ctx, o)
	if err != nil {
		return "", false, err
	}
	load := side{label: "below-limit", program: programs[0], rate: limitRate, hits: limitBefore}
	below, err := s.play(ctx, load, nil)
	if err != nil {
		return "", false, err
	}
	load.label, load.hits, load.fails = "above-limit", limitHits, true
	above, err := s.play(ctx, load, nil)
	if err != nil {
		return "", false, err
	}
	line, seen = judgeError1040(name, below, above)
	return line, seen, nil
}

// judgeError1040 says what was seen of a load that the database has room for, and of
// one that it has not.
func judgeError1040(name string, below, above sideResult) (line string, seen bool) {
	return fmt.Sprintf("p50 goes from %.1f ms to %.1f ms when %s has no connection left (error 1040): %d of %d hits have a good answer, and %d of %d had before",
			below.P50, above.P50, name, above.Good, above.Sent, below.Good, below.Sent),
		below.Good == limitBefore && above.Sent == limitHits && above.Good < limitHits/2 && above.P50 < below.P50
}

// openLimited opens the stage on a database with a limit of connections: the user's, if
// a flag names it, or an installed MariaDB, or else the workshop's own. It returns what
// to call it.
func (s *stage) openLimited(ctx context.Context, o *demoOptions) (name string, err error) {
	stage := stageOptions{dsn: o.dsn, delay: demoDelay, pageAddr: o.pageAddr}
	name = "your database"
	if o.dsn != "" {
		fmt.Fprintln(s.env.Stderr, "While it lasts, your database may have no connection left for anybody else.")
		return name, s.open(ctx, stage)
	}
	if stage.dsn, err = s.startMariaDB(ctx); err != nil {
		return "", err
	}
	name = "MariaDB"
	if stage.dsn == "" {
		name, stage.dbConnections = fmt.Sprintf("the workshop's own MySQL (limited to %d)", limitMySQL), limitMySQL
	}
	fmt.Fprintf(s.env.Stderr, "the database is %s\n", name)
	return name, s.open(ctx, stage)
}

// mariaDBReady is what the lab says when it knows whether there is a MariaDB.
var mariaDBReady = regexp.MustCompile(`(?m)^(?:none|ready (\S+))\r?\n`)

// mariaDBStart is how long a MariaDB may take to be set up and to start: a second or
// two on an idle machine.
const mariaDBStart = time.Minute

// startMariaDB starts an installed MariaDB, which the stage's close ends, and returns
// its DSN: "" if there is none that starts.
func (s *stage) startMariaDB(ctx context.Context) (dsn string, err error) {
	lab, err := buildLab(ctx, s.env)
	if err != nil {
		return "", err
	}
	out := &watcher{until: mariaDBReady, seen: make(chan struct{})}
	cmd := exec.Command(lab, "mariadb")
	cmd.Stdout, cmd.Stderr = out, out
	child, err := startFed(cmd)
	if err != nil {
		return "", environmentErrorf("start the lab: %w", err)
	}
	s.extras = append(s.extras, child)
	select {
	case <-out.seen:
		return mariaDBReady.FindStringSubmatch(out.String())[1], nil
	case <-child.done:
	case <-time.After(mariaDBStart):
	case <-ctx.Done():
		return "", ctx.Err()
	}
	fmt.Fprintf(s.env.Stderr, "the MariaDB that is installed does not start:\n%s\n", strings.TrimSpace(out.String()))
	return "", nil
}
