package mysql

import (
	"testing"

	vitess "github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
)

func TestSerialSendsAfterTheStatement(t *testing.T) {
	s := &serial{}
	buffer := []byte("first")
	statement := func(keep vitess.ResultSpoolFn) (string, error) {
		row := []sqltypes.Value{sqltypes.MakeTrusted(sqltypes.VarChar, buffer), sqltypes.NULL}
		if err := keep(&sqltypes.Result{Rows: [][]sqltypes.Value{row}, RowsAffected: 1}, true); err != nil {
			return "", err
		}
		// As the engine does: the next statement writes where this one did.
		copy(buffer, "XXXXX")
		return "the rest", nil
	}

	sent := 0
	rest, err := s.run(func(r *sqltypes.Result, more bool) error {
		sent++
		if !s.mu.TryLock() {
			t.Error("the lock is held while a result is sent")
		} else {
			s.mu.Unlock()
		}
		if got := r.Rows[0][0].ToString(); got != "first" || !r.Rows[0][1].IsNull() || r.RowsAffected != 1 || !more {
			t.Errorf("sent %v, more %v; want first, NULL, one row affected and more", r, more)
		}
		return nil
	}, statement)
	if rest != "the rest" || err != nil || sent != 1 {
		t.Errorf("run = %q, %v, sent %d results; want the rest and 1 result", rest, err, sent)
	}
}
