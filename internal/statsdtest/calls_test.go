package statsdtest

import (
	"testing"

	"gopkg.in/alexcesaro/statsd.v2"
)

func TestCallsNew(t *testing.T) {
	client := dial(t, Start(t))
	if CallsNew(func() { client.Increment("calls"); client.Flush() }) {
		t.Error("CallsNew of a client's own methods = true; want false")
	}
	for range 2 { // what the first call found must not hide the second
		if !CallsNew(func() {
			if c, err := statsd.New(statsd.Address("127.0.0.1:1")); err == nil {
				c.Close()
			}
		}) {
			t.Error("CallsNew of statsd.New = false; want true")
		}
	}
}
