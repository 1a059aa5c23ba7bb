package census

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"example.com/metricsworkshop/lab/procmem"
)

// A scene is where it is measured.
type scene struct {
	BytesOptions
	prober
	debug    *client
	restless bool
}

// send sends a batch, notes in t what came of it, and looks at what is left.
func (s *scene) send(ctx context.Context, b batch, t *Traffic) (Snapshot, error) {
	progress := func(sent int) { s.Progress(fmt.Sprintf("%s: %d/%d", b.What, sent, s.Requests)) }
	progress(0)
	a := newClient(s.URL).ask(ctx, s.Requests, b.path, progress)
	t.Sent, t.Good, t.Trouble = a.sent, a.good, a.trouble
	if a.good == 0 && ctx.Err() == nil {
		return Snapshot{}, fmt.Errorf("no good answer at all: %w", a.trouble)
	}
	return s.look(ctx)
}

// look waits until the service is at rest, and measures. Two collections come
// before the figures: what a sync.Pool holds outlives the first one.
func (s *scene) look(ctx context.Context) (Snapshot, error) {
	s.Progress("waiting until the service is at rest")
	now, rested := settle(ctx, s.count)
	s.restless = s.restless || !rested
	if _, err := s.memory(ctx); err != nil {
		return Snapshot{}, err
	}
	memory, err := s.memory(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	return Snapshot{
		Memory:      memory,
		Goroutines:  now.goroutines,
		RSS:         procmem.ResidentSize(ctx, s.PID),
		Connections: now.connections,
		DatabaseRSS: procmem.ResidentSize(ctx, s.DatabasePID),
	}, nil
}

// count counts what is at rest when it stays the same. As in a line-up, the pool has
// an idle connection then. The goroutines that answer it are in it, as often before
// as after.
func (s *scene) count(ctx context.Context) count {
	defer s.debug.close()
	s.probe(ctx)
	text, err := s.debug.get(ctx, "/debug/pprof/goroutine?debug=1")
	if err != nil {
		return count{s.Connections(), Unknown}
	}
	return count{s.Connections(), parseGoroutines(text)}
}

// memory makes the service collect its garbage, and reads what is left.
func (s *scene) memory(ctx context.Context) (procmem.Memory, error) {
	defer s.debug.close()
	text, err := s.debug.get(ctx, "/debug/pprof/heap?debug=1&gc=1")
	if status, ok := errors.AsType[*statusError](err); ok && status.status == http.StatusNotFound {
		return procmem.Memory{}, fmt.Errorf("the service's debug listener has no heap profile yet (%w)\n"+
			"It comes with task 4.1: solve it, or measure solutions/step04-pprof", err)
	}
	if err != nil {
		return procmem.Memory{}, fmt.Errorf("the service's debug listener: %w", err)
	}
	return procmem.ParseMemory(text)
}
