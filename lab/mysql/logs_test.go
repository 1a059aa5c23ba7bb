package mysql

import (
	"bytes"
	"log"
	"os"
	"testing"

	vitess "github.com/dolthub/vitess/go/vt/log"
)

func TestPanicsOfTheEngineAreLogged(t *testing.T) {
	silence()
	var out bytes.Buffer
	log.SetOutput(&out)
	defer log.SetOutput(os.Stderr)
	vitess.Errorf("Error in the middle of a stream: %v", "reset")
	if out.Len() > 0 {
		t.Errorf("logged %q; want nothing", out.String())
	}
	vitess.Errorf("mysql_server caught panic:\n%v", "boom") // as its Listener.handle has it
	if !bytes.Contains(out.Bytes(), []byte("boom")) {
		t.Errorf("logged %q; want the panic", out.String())
	}
}
