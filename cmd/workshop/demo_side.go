package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A sideResult is what a side has come to: see live.Done.
type sideResult struct {
	Sent              int     `json:"sent"`
	Good              int     `json:"good"`
	P50               float64 `json:"p50"` // ms
	GoroutinesBefore  int     `json:"goroutines_before"`
	GoroutinesAfter   int     `json:"goroutines_after"`
	ConnectionsBefore int     `json:"connections_before"`
	ConnectionsAfter  int     `json:"connections_after"`
	Restless          bool    `json:"restless"`
}

func (r sideResult) goroutines() int  { return r.GoroutinesAfter - r.GoroutinesBefore }
func (r sideResult) connections() int { return r.ConnectionsAfter - r.ConnectionsBefore }

// A side is a load on a program.
type side struct {
	label   string
	program program
	rate    int  // hits a second
	target  int  // goroutines that as many hits would make; 0 with hits
	hits    int  // 0 with target
	fails   bool // what the program logs is what it is about: the page alone has it
}

// command is what the lab is told to do.
func (s side) command(addr string) string {
	size := fmt.Sprintf("-hits %d", s.hits)
	if s.target > 0 {
		size = fmt.Sprintf("-target %d", s.target)
	}
	return fmt.Sprintf("side -label %s -rate %d %s http://%s\n", s.label, s.rate, size, addr)
}

// play starts a side's program, puts its load on it, and ends it. The function after
// is called at rest, while the program still runs; it may be nil.
func (s *stage) play(ctx context.Context, side side, after func(measured) error) (sideResult, error) {
	o := s.options
	o.dir = side.program.dir
	env := s.env.withoutInfo()
	if side.fails {
		env.Stdout = io.Discard
	}
	service, err := startService(env, o, side.program.file, s.backend, s.screen)
	if err != nil {
		return sideResult{}, err
	}
	state := serviceState{Name: side.program.name, Step: o.dir.Step.Number, State: serviceRunning, PID: service.cmd.Process.Pid}
	defer func() {
		stopChild(s.env, service.child, service.name)
		state.State = serviceStopped
		s.backend.tell(wordLine("service", state)) // a lab that has ended need not know
	}()
	var at measured
	err = service.measure(ctx, s.env, o, s.backend, func(m measured) string {
		at = m
		state.URL = "http://" + m.addr
		if m.debugAddr != "" {
			state.Debug = "http://" + m.debugAddr
		}
		return wordLine("service", state) + side.command(m.addr)
	})
	if err != nil {
		return sideResult{}, err
	}
	r, err := s.backend.result()
	if err == nil && after != nil {
		err = after(at)
	}
	return r, err
}

// result is that of the side that is over.
func (b *backend) result() (sideResult, error) {
	var r sideResult
	select {
	case text := <-b.results:
		return r, json.Unmarshal([]byte(text), &r)
	default:
		return r, errors.New("nothing was measured: the lab's words are above")
	}
}
