// Package compare says what two sides of a demo show: whether the first service leaks,
// and the second does not. It counts; it measures no time. How long an answer takes
// depends on the machine and on who else uses it, and is shown, but proves nothing.
package compare

import (
	"fmt"
	"strings"

	"example.com/metricsworkshop/lab/live"
)

// A Side is one whose result is there.
type Side struct {
	live.Side
	AtOnce int // the most requests that were under way at the same time
}

// maxIdle is how many connections the pool of the workshop's services keeps for the
// next query. It is theirs to know: see maxIdle in their main.go.
const maxIdle = 64

// Judge says whether the leak showed on the first side and the fix held on the second,
// and why, in a sentence or two for the reader.
func Judge(leaky, fixed Side) (held bool, sentence string) {
	var against []string
	for _, s := range []Side{leaky, fixed} {
		if text := doubt(s); text != "" {
			against = append(against, text)
		}
	}
	if leaky.Result.Sent != fixed.Result.Sent {
		against = append(against, fmt.Sprintf("the load was not the same: %d lookups and %d", leaky.Result.Sent, fixed.Result.Sent))
	}
	if len(against) == 0 {
		for _, text := range []string{againstLeak(leaky), againstFix(fixed)} {
			if text != "" {
				against = append(against, text)
			}
		}
	}
	if len(against) > 0 {
		return false, strings.Join(against, "; ")
	}
	return true, fmt.Sprintf("%s leaks: %d lookups that found a driver left %d goroutines and %d connections behind. %s",
		leaky.Service, leaky.Result.Hits, goroutines(leaky), connections(leaky), kept(fixed))
}

// doubt says why the counts of a side cannot be used, "" if they can.
func doubt(s Side) string {
	switch r := s.Result; {
	case r.Restless:
		return fmt.Sprintf("%s did not come to rest, so its counts are not exact: try again when the machine has less to do", s.Service)
	case r.Good < r.Sent || r.Hits < r.Sent:
		text := fmt.Sprintf("%s gave %d good answers to %d lookups: it must answer all of them", s.Service, min(r.Good, r.Hits), r.Sent)
		if len(r.Trouble) > 0 {
			text += " (" + r.Trouble[0] + ")"
		}
		return text
	case r.Hits == 0:
		return fmt.Sprintf("%s had no lookup that found a driver", s.Service)
	case len(r.Trouble) > 0:
		return s.Service + ": " + r.Trouble[0]
	}
	return ""
}

// againstLeak says why a side shows no leak, "" if it does.
//
// The bounds are exact. Each hit keeps its connection, and that has one goroutine, the
// driver's, which waits for its end. The connection that was idle in the pool before
// the load is the first one to be kept, and the pool has another one at rest, because
// it is asked for something then: so there are as many more of both as there were hits.
func againstLeak(s Side) string {
	hits, goroutines, connections := s.Result.Hits, goroutines(s), connections(s)
	switch {
	case goroutines == hits && connections == hits:
		return ""
	case goroutines <= 0 && connections <= 0 || mayKeep(s):
		return fmt.Sprintf("the first service did not leak: after %d lookups that found a driver %s has %s",
			hits, s.Service, more(goroutines, connections))
	}
	return fmt.Sprintf("the first service does not leak one for each hit: after %d lookups that found a driver %s has %s",
		hits, s.Service, more(goroutines, connections))
}

// againstFix says why a side shows a leak, "" if it shows none.
func againstFix(s Side) string {
	if mayKeep(s) {
		return ""
	}
	return fmt.Sprintf("the second service leaks: after %d lookups that found a driver %s has %s",
		s.Result.Hits, s.Service, more(goroutines(s), connections(s)))
}

// mayKeep reports whether a service that gives everything back may have as many
// goroutines and connections more as this one has.
//
// Its pool has opened no more connections than there were requests at once, and keeps
// maxIdle of them, each with the driver's one goroutine. One it had before. A leak that
// is smaller than that would hide here, so a growth of as many as there were hits is
// one in any case.
func mayKeep(s Side) bool {
	idle := max(0, min(s.AtOnce, maxIdle)-1)
	grown := max(goroutines(s), connections(s))
	return grown <= idle && grown < s.Result.Hits
}

// kept says what a side without a leak has more than before.
func kept(s Side) string {
	if n := max(goroutines(s), connections(s)); n > 0 {
		return fmt.Sprintf("%s gave all of them back; its pool keeps %d more idle.", s.Service, n)
	}
	return s.Service + " gave all of them back."
}

func goroutines(s Side) int  { return s.Result.GoroutinesAfter - s.Result.GoroutinesBefore }
func connections(s Side) int { return s.Result.ConnectionsAfter - s.Result.ConnectionsBefore }

func more(goroutines, connections int) string {
	return fmt.Sprintf("%+d goroutines and %+d connections", goroutines, connections)
}
