package leaktest

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestRecord checks that a test which is only recorded ends as it would under go test.
func TestRecord(t *testing.T) {
	tests := []struct {
		name string
		f    func(t testing.TB)
		want Outcome
	}{
		{"green", func(t testing.TB) { t.Helper(); t.Log("all", 4); t.Logf("%d of %d", 4, 4) }, Outcome{Said: []string{"all 4", "4 of 4"}}},
		{"Error goes on", func(t testing.TB) { t.Error("one"); t.Errorf("t%s", "wo") }, Outcome{Failed: true, Said: []string{"one", "two"}}},
		{"Fatal stops", func(t testing.TB) { defer t.Log("deferred"); t.Fatal("one"); t.Error("two") }, Outcome{Failed: true, Said: []string{"one", "deferred"}}},
		{"Fatalf stops", func(t testing.TB) { t.Fatalf("o%s", "ne"); t.Error("two") }, Outcome{Failed: true, Said: []string{"one"}}},
		{"FailNow stops", func(t testing.TB) { t.FailNow(); t.Error("two") }, Outcome{Failed: true}},
		{"Fail goes on", func(t testing.TB) { t.Fail(); t.Log(t.Failed()) }, Outcome{Failed: true, Said: []string{"true"}}},
		{"Skip stops", func(t testing.TB) { t.Skip("later"); t.Error("two") }, Outcome{Skipped: true, Said: []string{"later"}}},
		{"Skipf stops", func(t testing.TB) {
			t.Cleanup(func() { t.Log(t.Skipped()) })
			t.Skipf("l%s", "ater")
		}, Outcome{Skipped: true, Said: []string{"later", "true"}}},
		{"Output", func(t testing.TB) { fmt.Fprintf(t.Output(), "line\n") }, Outcome{Said: []string{"line"}}},
		{"clean-ups, the last first, behind the context", func(t testing.TB) {
			t.Cleanup(func() { t.Fatal("first,", context.Cause(t.Context())) })
			t.Cleanup(func() { t.Cleanup(func() { t.Log("third") }); t.Log("second") })
			t.Log(t.Context().Err())
		}, Outcome{Failed: true, Said: []string{"<nil>", "second", "third", "first, context canceled"}}},
		{"clean-ups after Fatal", func(t testing.TB) {
			t.Cleanup(func() { t.Log("cleaned") })
			t.Fatal("one")
		}, Outcome{Failed: true, Said: []string{"one", "cleaned"}}},
		{"Error in a goroutine", func(t testing.TB) {
			var others sync.WaitGroup
			others.Go(func() { t.Error("other") })
			others.Wait()
		}, Outcome{Failed: true, Said: []string{"other"}}},
		{"nothing else runs", func(t testing.TB) { goleak.VerifyNone(t) }, Outcome{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Record(t, tt.f); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("Record = %+v; want %+v", got, tt.want)
			}
		})
	}
}

// TestRecordPanic checks that a panic names its line, and that the clean-ups run.
func TestRecordPanic(t *testing.T) {
	o := Record(t, func(t testing.TB) {
		t.Cleanup(func() { t.Log("cleaned") })
		panic("on purpose")
	})
	if !strings.HasPrefix(o.Panic, "panic: on purpose (record_test.go:") || !o.Red() || len(o.Said) != 1 {
		t.Errorf("Record = %+v; want the panic, its line, and one clean-up", o)
	}
}

// TestRecordHang checks that a test which waits for its context is freed.
func TestRecordHang(t *testing.T) {
	hurry(t, 20*time.Millisecond)
	if o := Record(t, func(t testing.TB) { <-t.Context().Done() }); !o.Hung || o.Failed {
		t.Errorf("Record = %+v; want Hung and no failure", o)
	}
}

// TestRecordPassesOn checks what a recorded test has from the real one.
func TestRecordPassesOn(t *testing.T) {
	o := Record(t, func(t testing.TB) {
		t.Setenv("LEAKTEST", "set")
		if _, err := os.Stat(t.TempDir()); err != nil || os.Getenv("LEAKTEST") != "set" || t.Name() != "TestRecordPassesOn" {
			t.Errorf("TempDir %v, LEAKTEST=%q, name %q", err, os.Getenv("LEAKTEST"), t.Name())
		}
	})
	if o.Red() {
		t.Errorf("Record = %+v; want green", o)
	}
}

// TestTry checks which detectors see the leaks, and that nothing stays behind.
func TestTry(t *testing.T) {
	for name, tt := range map[string]struct {
		v      Variant
		detect func(t testing.TB, busy Busy)
		red    bool
	}{
		"the leak, InUse": {Leak, func(t testing.TB, busy Busy) {
			db, _ := mocked(t)
			busy(t.Context(), db)
			if db.Stats().InUse != 0 {
				t.Error("in use")
			}
		}, true},
		"on a context, goleak before the cancel": {LeakOnContext, func(t testing.TB, busy Busy) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			db, _ := mocked(t)
			defer db.Close()
			busy(ctx, db)
		}, true},
		"on a context, goleak behind the cancel": {LeakOnContext, func(t testing.TB, busy Busy) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			db, _ := mocked(t)
			defer db.Close()
			busy(ctx, db)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if o := Try(t, tt.v, tt.detect); o.Red() != tt.red {
				t.Errorf("Try = %+v; want red %v", o, tt.red)
			}
		})
	}
}
