package main

import (
	"context"
	"sync"
)

// A calm keeps requests away from the service while somebody counts what it has. Its
// zero value lets everything through.
type calm struct {
	mu     sync.Mutex
	on     bool
	asking map[*context.CancelFunc]bool
	asked  sync.WaitGroup // those that are in asking
}

// enter begins a request: its context is done when calm is wanted. It is false if it
// is calm. The request ends with leave.
func (c *calm) enter(ctx context.Context) (_ context.Context, leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.on {
		return nil, nil, false
	}
	ctx, cancel := context.WithCancel(ctx)
	if c.asking == nil {
		c.asking = map[*context.CancelFunc]bool{}
	}
	c.asking[&cancel] = true
	c.asked.Add(1)
	return ctx, func() {
		cancel()
		c.mu.Lock()
		delete(c.asking, &cancel)
		c.mu.Unlock()
		c.asked.Done()
	}, true
}

// set says whether it is to be calm, and returns when it is.
func (c *calm) set(on bool) {
	c.mu.Lock()
	c.on = on
	if on {
		for cancel := range c.asking {
			(*cancel)()
		}
	}
	c.mu.Unlock()
	if on {
		c.asked.Wait()
	}
}
