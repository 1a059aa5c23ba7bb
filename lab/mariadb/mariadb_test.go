package mariadb

import (
	"context"
	"errors"
	"os"
	"testing"
)

// TestStartStopped holds that nothing is started for somebody who has gone.
func TestStartStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	server, err := Start(ctx, t.TempDir())
	if errors.Is(err, ErrNotInstalled) {
		t.Skip(err)
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Start = %v, %v; want context.Canceled", server, err)
	}
}

// TestStartWhereNothingIs holds that a machine without MariaDB is told apart.
func TestStartWhereNothingIs(t *testing.T) {
	if _, err := os.Stat("/usr/sbin/mariadb-install-db"); err == nil {
		t.Skip("it is found without a PATH here")
	}
	t.Setenv("PATH", t.TempDir())
	if server, err := Start(t.Context(), t.TempDir()); !errors.Is(err, ErrNotInstalled) {
		t.Errorf("Start = %v, %v; want ErrNotInstalled", server, err)
	}
}
