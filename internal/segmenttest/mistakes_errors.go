package segmenttest

import "strings"

// isOrder reports whether the agent complains that a segment was ended which is
// not the last one started.
func (e errorLine) isOrder() bool { return strings.HasPrefix(e.reason, "improper segment use") }

// isLate reports whether the agent complains of a segment after its transaction.
func (e errorLine) isLate() bool {
	return e.reason == "transaction has already ended" && strings.HasSuffix(e.message, "segment")
}

// words are the agent's own, which it says nowhere but in its log.
func (e errorLine) words() string { return "the agent logged an error: " + e.text }

// afterTransaction explains a segment that was ended too late.
func afterTransaction(errors []errorLine) *mistake {
	for _, e := range errors {
		if e.isLate() {
			return &mistake{
				got:  e.words(),
				want: "segments end first, then the transaction",
				why: "looks like a segment ended after its transaction, as by defers in the wrong order (the last one runs first), or in a goroutine " +
					"that nobody waits for: the segment is lost",
			}
		}
	}
	return nil
}

func oneVariable(e errorLine) *mistake {
	return &mistake{
		got:  e.words(),
		want: aroundAll,
		why: "looks like one variable for two segments, and two defers: both End the second one, for &s is the same, and the first is " +
			"never ended. Give each query a function, or a variable, of its own",
	}
}

func outerFirst(e errorLine) *mistake {
	return &mistake{
		got:  e.words(),
		want: `segments end in the order "last started, first ended"`,
		why: "looks like the outer segment ended before the inner one, or like goroutines that share a transaction without " +
			"txn.NewGoroutine(): the inner segment is lost",
	}
}

func endedTooSoon(e errorLine) *mistake {
	return &mistake{
		got:  e.words(),
		want: aroundAll,
		why: "looks like End called before the caller has the segment, or at once and again by defer: the first End counts, so each call " +
			"took 0.0 ms",
	}
}

func endedTwice(e errorLine) *mistake {
	return &mistake{
		got:  e.words(),
		want: "one End for each segment",
		why:  "looks like End called twice, as by an explicit End and a deferred one: the second does nothing but fill the agent's log",
	}
}

// agentError explains an error that has nothing to do with a segment's place.
func agentError(e errorLine) *mistake {
	m := &mistake{
		got:  e.words(),
		want: "no error in the agent's log",
		why:  "the agent refused this, and says so nowhere else: what was asked of it is missing in its reports",
	}
	switch {
	case e.message == "unable to end transaction":
		m.why = "looks like a transaction ended twice: who starts it ends it, and nobody else"
	case e.reason == "transaction has already ended":
		m.why = "looks like a transaction that is used after its end: what is added to it then is lost"
	case e.reason == "nil error":
		m.why = "looks like NoticeError called without an error: check err before"
	}
	return m
}
