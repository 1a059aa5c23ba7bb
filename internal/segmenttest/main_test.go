package segmenttest

import (
	"context"
	"net"
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes a look-up, because the first of a process makes a channel that
// all others use, which must not be one of a synctest bubble.
func TestMain(m *testing.M) {
	net.DefaultResolver.LookupHost(context.Background(), "collector.newrelic.com")
	goleak.VerifyTestMain(m)
}
