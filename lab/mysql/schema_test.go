package mysql

import (
	"net"
	"strings"
	"testing"
)

func TestCreateSchemaOnEmbedded(t *testing.T) {
	server := startServer(t)
	db := openDB(t, server.DSN(), 1)
	if _, err := insert(t.Context(), db, "c"); err != nil {
		t.Fatalf("insert: %v", err)
	}
	err := concurrently(20, func(int) error { return CreateSchema(t.Context(), server.DSN()) })
	if err != nil {
		t.Fatalf("CreateSchema, 20 at once: %v", err)
	}
	if n := count(t, db, "SELECT COUNT(*) FROM orders"); n != 1 {
		t.Errorf("%d orders after CreateSchema; want the 1 from before", n)
	}
}

func TestCreateSchemaCreatesDatabase(t *testing.T) {
	dsn := strings.Replace(startServer(t).DSN(), "/orders", "/another", 1)
	if err := CreateSchema(t.Context(), dsn); err != nil {
		t.Fatalf("CreateSchema: %v", err)
	}
	if _, err := insert(t.Context(), openDB(t, dsn, 1), "c"); err != nil {
		t.Errorf("insert: %v", err)
	}
}

func TestCreateSchemaErrors(t *testing.T) {
	const password = "s3cr/t"
	closed := closedAddr(t)
	tests := []struct{ name, dsn, want string }{
		{"empty", "", "names no database"},
		{"a URL", "mysql://root:" + password + "@127.0.0.1:3306/orders", "not a URL"},
		{"no slash", "root:s3cr@tcp(127.0.0.1:3306)", "malformed dsn"},
		{"a slash in the password and none behind", "root:" + password + "@tcp(127.0.0.1:3306)", "malformed dsn"},
		{"unknown value of a parameter", "root:" + password + "@tcp(127.0.0.1:3306)/orders?timeout=s3cr", "malformed dsn"},
		{"no database", "root:" + password + "@tcp(127.0.0.1:3306)/", "names no database"},
		{"nobody listens", "root:" + password + "@tcp(" + closed + ")/orders", closed + ": "},
		{"no MySQL", "root:" + password + "@tcp(" + echoAddr(t) + ")/orders", "check that the server runs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := CreateSchema(t.Context(), tt.dsn)
			if err == nil {
				t.Fatalf("CreateSchema(%q) = nil; want an error with %q", tt.dsn, tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("CreateSchema(%q) = %q; want an error with %q", tt.dsn, err, tt.want)
			}
			if strings.Contains(err.Error(), "s3cr") {
				t.Errorf("CreateSchema(%q) = %q, with the password", tt.dsn, err)
			}
		})
	}
}

// closedAddr returns an address where nobody listens.
func closedAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// echoAddr returns the address of a server that talks, but not MySQL.
func echoAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			c.Close()
		}
	}()
	return l.Addr().String()
}
