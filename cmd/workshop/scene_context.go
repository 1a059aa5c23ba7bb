package main

import (
	"context"
	"fmt"
	"time"
)

// The scene's load. A service that leaks nothing may have a few goroutines and
// connections more after it than before, of its pool, and one that leaks has one more
// for each hit.
const (
	contextRate = 50
	contextHits = 300
	contextFlat = 10 // at most so many more

	// contextRatio is what is seen at least: how often as long a lookup takes.
	contextRatio = 1.5
)

const requestContextAnswer = "5.3-wrong-request-context"

var requestContextScene = scene{
	name:    "request-context",
	summary: "a request's context flattens the graph, and still costs more than twice",
	intro: fmt.Sprintf("solutions/5 with the answer %s in place, then as\n"+
		"shipped: %d hits for each, %d a second, and %v more for a round trip.", requestContextAnswer, contextHits, contextRate, demoDelay),
	takes:       20 * time.Second,
	connections: contextHits,
	play:        playRequestContext,
}

func playRequestContext(ctx context.Context, s *stage, o *demoOptions) (line string, seen bool, err error) {
	answer, err := findSwap(solution(5), requestContextAnswer)
	if err != nil {
		return "", false, err
	}
	fixed, err := shippedSource(solution(5))
	if err != nil {
		return "", false, err
	}
	programs, err := s.build(ctx, source{dir: solution(5), swap: answer}, fixed)
	if err != nil {
		return "", false, err
	}
	if err := s.open(ctx, stageOptions{dsn: o.dsn, delay: demoDelay, pageAddr: o.pageAddr}); err != nil {
		return "", false, err
	}
	load := side{rate: contextRate, hits: contextHits}
	load.label, load.program = "context", programs[0]
	request, err := s.play(ctx, load, nil)
	if err != nil {
		return "", false, err
	}
	load.label, load.program = "fixed", programs[1]
	closed, err := s.play(ctx, load, nil)
	if err != nil {
		return "", false, err
	}
	line, seen = judgeRequestContext(request, closed)
	return line, seen, nil
}

// judgeRequestContext says what was seen of the same hits with the request's context
// and with rows that are closed.
func judgeRequestContext(request, closed sideResult) (line string, seen bool) {
	ratio := request.P50 / max(closed.P50, 0.001) // ms
	return fmt.Sprintf("with the request's context %d hits leave %d goroutines and %d connections, and p50 is %.1f ms: %.1f times that of the fix, %.1f ms",
			request.Good, max(0, request.goroutines()), max(0, request.connections()), request.P50, ratio, closed.P50),
		request.flat(contextHits) && closed.flat(contextHits) && ratio >= contextRatio
}

// flat reports whether so many hits were answered and left next to nothing.
func (r sideResult) flat(hits int) bool {
	return r.Good == hits && r.goroutines() <= contextFlat && r.connections() <= contextFlat
}
