package leaktest

import (
	"context"
	"database/sql"
	"reflect"
	"sync"
	"testing"

	"example.com/metricsworkshop/internal/verdict"
)

// JudgeCheck fails t unless check is red over each of four leaks and green over each
// of four right answers, all of which ask [Statement]. A good check that does not
// wait takes milliseconds; goleak waits 0.45 s for each leak that it finds, and is not
// run beside others, whose goroutines it would see.
func JudgeCheck(t testing.TB, check Check) {
	v := verdict.For(t, "5.2")
	if f := judge(t, check); f != nil {
		v.Wrong(*f)
	}
}

// judged are the checks that [Good] knows already, by their code.
var judged struct {
	sync.Mutex
	good map[uintptr]bool
}

// Good reports whether JudgeCheck accepts check. It asks once in a process: two
// closures of the same function literal count as one check.
func Good(t testing.TB, check Check) bool {
	code := reflect.ValueOf(check).Pointer()
	judged.Lock()
	good, known := judged.good[code]
	judged.Unlock()
	if known {
		return good
	}
	return judge(t, check) == nil // which takes it down
}

// judge says what is wrong with check, or nil.
func judge(t testing.TB, check Check) *verdict.Finding {
	f := judgeAll(t, check)
	judged.Lock()
	defer judged.Unlock()
	if judged.good == nil {
		judged.good = map[uintptr]bool{}
	}
	judged.good[reflect.ValueOf(check).Pointer()] = f == nil
	return f
}

func judgeAll(t testing.TB, check Check) *verdict.Finding {
	var missed, blamed []trial
	for _, v := range leaks {
		tr := try(t, check, v)
		if f := tr.broken(); f != nil {
			return f
		}
		// A mock that refuses another statement leaves nothing that could leak.
		if !tr.outcome.Red() && !(v.reworded && tr.refused()) {
			missed = append(missed, tr)
		}
	}
	if len(missed) > 0 {
		return missed[0].misses(len(missed) == len(leaks))
	}
	for _, v := range right {
		tr := try(t, check, v)
		if f := tr.broken(); f != nil {
			return f
		}
		if tr.outcome.Red() {
			blamed = append(blamed, tr)
		}
	}
	if len(blamed) > 0 {
		return blamed[0].blames(len(blamed) == len(right))
	}
	return nil
}

// trial is one run of a check over a variant.
type trial struct {
	variant Variant
	outcome Outcome
	calls   int   // of busy
	hits    int   // of them, those that found a row
	err     error // the first that busy returned
}

// try runs check over v. Over a leak that heals by itself, a check which made up its
// mind so late that the leak may have healed meanwhile is asked up to three times:
// once may be the machine's fault. Then it is only red if it was red each time.
func try(t testing.TB, check Check, v Variant) trial {
	tr, late := tryOnce(t, check, v)
	for i := 1; v.heals && late && i < 3; i++ {
		var again trial
		again, late = tryOnce(t, check, v)
		if !late || tr.outcome.Red() {
			tr = again
		}
	}
	return tr
}

func tryOnce(t testing.TB, check Check, v Variant) (tr trial, late bool) {
	lent := newLoans()
	o := record(t, lent, func(t testing.TB) {
		check(t, func(db *sql.DB) (bool, error) { return lent.ask(context.Background(), v, db) })
	})
	return trial{v, o, lent.calls, lent.hits, lent.err}, lent.decided >= timeOut
}
