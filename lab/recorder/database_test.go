package recorder

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"example.com/metricsworkshop/lab/live"
)

// TestDatabase lets a database go away and return, in two ways.
func TestDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := errors.New("connection refused")
		var state atomic.Pointer[error]
		hangs := errors.New("hangs")
		pings := 0
		ping := func(ctx context.Context) error {
			pings++
			switch err := state.Load(); {
			case err == nil:
				return nil
			case *err == hangs:
				<-ctx.Done()
				return ctx.Err()
			default:
				return *err
			}
		}
		s := &store{}
		r := Start(Options{Store: s, Database: ping, DatabaseWhere: "127.0.0.1:13306", DatabaseAdvice: "start it again"})
		defer r.Close()
		up := live.Part{Name: "database", State: live.PartUp, Where: "127.0.0.1:13306"}
		gone := func(note string) live.Part {
			return live.Part{Name: "database", State: live.PartGone, Where: "127.0.0.1:13306", Note: note + "; start it again"}
		}
		for _, step := range []struct {
			name  string
			err   *error
			part  live.Part
			marks int
		}{
			{"at first", nil, up, 0},
			{"refuses", &refused, gone("connection refused"), 1},
			{"is back", nil, up, 2},
			{"hangs", &hangs, gone("no answer in 2s"), 3},
			{"refuses instead", &refused, gone("connection refused"), 3},
			{"is back again", nil, up, 4},
		} {
			state.Store(step.err)
			time.Sleep(pingEvery + pingTimeout + pingEvery)
			synctest.Wait()
			got := s.all()
			if last := got.parts[len(got.parts)-1]; last != step.part {
				t.Errorf("%s: %+v; want %+v", step.name, last, step.part)
			}
			if len(got.marks) != step.marks {
				t.Errorf("%s: marks %q; want %d", step.name, got.marks, step.marks)
			}
		}
		want := []string{
			"part: the database is gone; start it again", "part: the database is back",
			"part: the database is gone; start it again", "part: the database is back",
		}
		if marks := s.all().marks; !slices.Equal(marks, want) {
			t.Errorf("marks %q; want %q", marks, want)
		}

		r.SetQuiet(true)
		before, parts := pings, len(s.all().parts)
		time.Sleep(time.Minute)
		synctest.Wait()
		if pings != before || len(s.all().parts) != parts {
			t.Errorf("%d pings while it was quiet; want none", pings-before)
		}
		r.SetQuiet(false)
		time.Sleep(pingEvery)
		synctest.Wait()
		if pings != before+1 {
			t.Errorf("%d pings after it was quiet; want one", pings-before)
		}
	})
}

// TestDatabaseIsGoneAtFirst says so at once, and Close does not wait for a database
// that hangs.
func TestDatabaseIsGoneAtFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		first := true
		r := Start(Options{Store: s, Database: func(ctx context.Context) error {
			if first {
				first = false
				return errors.New("connection refused")
			}
			<-ctx.Done()
			return ctx.Err()
		}})
		synctest.Wait()
		got := s.all()
		want := live.Part{Name: "database", State: live.PartGone, Note: "connection refused"}
		if len(got.parts) != 1 || got.parts[0] != want || !slices.Equal(got.marks, []string{"part: the database is gone"}) {
			t.Errorf("parts %+v, marks %q; want it gone", got.parts, got.marks)
		}
		time.Sleep(pingEvery + pingTimeout/2)
		began := time.Now()
		r.Close()
		if took := time.Since(began); took > 0 {
			t.Errorf("Close took %v; want no wait for the database", took)
		}
		if n := len(s.all().parts); n != 1 {
			t.Errorf("%d parts; want none from a ping that Close has ended", n)
		}
	})
}
