package recorder

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/metricsworkshop/lab/live"
)

const (
	pingEvery   = 2 * time.Second
	pingTimeout = 2 * time.Second
)

// pingAgainAndAgain asks the database whether it is there until ctx is done, and says
// when that changes.
func (r *Recorder) pingAgainAndAgain(ctx context.Context) {
	ticker := time.NewTicker(pingEvery)
	defer ticker.Stop()
	gone := false
	for {
		var err error
		asked := r.quiet.ask(func() {
			limited, cancel := context.WithTimeout(ctx, pingTimeout)
			defer cancel()
			err = r.options.Database(limited)
			if errors.Is(err, context.DeadlineExceeded) {
				err = fmt.Errorf("no answer in %v", pingTimeout)
			}
		})
		if ctx.Err() != nil {
			return
		}
		if asked {
			r.tellDatabase(gone, err)
			gone = err != nil
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// tellDatabase says how the database is; err is what a ping returned.
func (r *Recorder) tellDatabase(wasGone bool, err error) {
	part := live.Part{Name: "database", State: live.PartUp, Where: r.options.DatabaseWhere}
	if err != nil {
		part.State = live.PartGone
		part.Note = strings.TrimSuffix(err.Error()+"; "+r.options.DatabaseAdvice, "; ")
	}
	r.options.Store.SetPart(part)
	switch {
	case err != nil && !wasGone:
		r.options.Store.AddMark(live.MarkPart, strings.TrimSuffix("the database is gone; "+r.options.DatabaseAdvice, "; "))
	case err == nil && wasGone:
		r.options.Store.AddMark(live.MarkPart, "the database is back")
	}
}
