package main

import (
	"bytes"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/mysql"
)

func TestSchema(t *testing.T) {
	server, err := mysql.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	with := func(login string) string { return strings.Replace(server.DSN(), "root", login, 1) }
	secret := with("root:s3cret")
	tests := []struct {
		name        string
		environment string // ORDERS_DSN
		args        []string
	}{
		{"dsn from the flag", "", []string{"schema", "-dsn", secret}},
		{"dsn from the environment", secret, []string{"schema"}},
		{"the flag wins", "malformed", []string{"schema", "-dsn", secret}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("ORDERS_DSN", tt.environment)
			var out, stderr bytes.Buffer
			code := run(t.Context(), tt.args, streams{nil, &out, &stderr})
			if want := "ready " + with("root") + "\n"; code != 0 || out.String() != want || stderr.Len() > 0 {
				t.Errorf("run = %d, stdout %q, stderr %q; want 0, %q and nothing", code, out.String(), stderr.String(), want)
			}
		})
	}
}

// TestSchemaHelp holds that -h does not show the password of the environment.
func TestSchemaHelp(t *testing.T) {
	t.Setenv("ORDERS_DSN", "ann:s3cret@tcp(db)/orders")
	var out, stderr bytes.Buffer
	if code := run(t.Context(), []string{"schema", "-h"}, streams{nil, &out, &stderr}); code != 0 || strings.Contains(out.String(), "s3cret") {
		t.Errorf("run = %d, stdout %q; want 0 and no password", code, out.String())
	}
}
