package main

import (
	"context"
	"fmt"
	"time"
)

// during shows what is done and for how long, while something is done.
func (p *packer) during(ctx context.Context, what string, do func(context.Context) error) error {
	began := time.Now()
	done := make(chan error, 1)
	go func() { done <- do(ctx) }()
	redraw := time.NewTicker(redrawEvery)
	defer redraw.Stop()
	for {
		select {
		case err := <-done:
			p.progress.clear()
			return err
		case <-redraw.C:
			p.progress.show(fmt.Sprintf("%s (%.0f s)", what, time.Since(began).Seconds()))
		}
	}
}
