package leaktest

import (
	"fmt"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/verdict"
)

// A reply is how one call of a lookup ended.
type reply struct {
	value any   // what the lookup answered
	err   error // a panic is an error, too
	inUse int   // connections in use straight after the call
	hung  bool  // there is no answer
}

// panicked reports whether the call ended in a panic.
func (r reply) panicked() bool { return r.err != nil && strings.HasPrefix(r.err.Error(), "panic: ") }

func (r reply) String() string {
	if r.hung {
		return fmt.Sprintf("no answer after %v", patience)
	}
	return fmt.Sprintf("%v, error %v", r.value, r.err)
}

// call calls a lookup, and looks at the pool before anything else can run on the
// lookup's goroutine. A lookup that hangs keeps that goroutine.
func call[T any](db *database, lookup func() (T, error)) reply {
	ended := make(chan reply, 1)
	go func() {
		var r reply
		r.err = verdict.Call(func() error {
			value, err := lookup()
			r.value = value
			return err
		})
		r.inUse = db.Stats().InUse
		if r.value == nil { // it panicked
			var none T
			r.value = none
		}
		ended <- r
	}()
	select {
	case r := <-ended:
		return r
	case <-time.After(patience):
		return reply{hung: true}
	}
}
