package census

import (
	"errors"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/procmem"
)

func TestLineUpTable(t *testing.T) {
	l := LineUp{Rows: []Row{
		{Route: "GET /customers/{id}/orders", Sent: 50, Good: 50, Connections: Change{1, 1}, Goroutines: Change{9, 9}},
		{Route: busyRoute, Sent: 50, Good: 50, Connections: Change{1, 51}, Goroutines: Change{9, 59}},
	}}
	want := `lookup                       requests  good   connections            goroutines
GET /customers/{id}/orders         50    50      1 -> 1     (+0)        9 -> 9     (+0)
GET /drivers/{id}/busy             50    50      1 -> 51    (+50)       9 -> 59    (+50)
`
	checkTable(t, func(b *strings.Builder) error { return l.WriteTable(b, "none came") }, want)

	l.Rows[1] = Row{Route: busyRoute, Sent: 9, Good: 6, Trouble: errors.New("503 busy"), Connections: Change{1, 6}, Goroutines: Change{9, Unknown}, Restless: true}
	want = `lookup                       requests  good   connections            goroutines
GET /customers/{id}/orders         50    50      1 -> 1     (+0)        9 -> 9     (+0)
GET /drivers/{id}/busy              9     6      1 -> 6     (+5)        -
goroutines: none came
not at rest after 15s: these numbers go on changing
the first answer that was not good:
  503 busy
`
	checkTable(t, func(b *strings.Builder) error { return l.WriteTable(b, "none came") }, want)
}

func TestBytesTable(t *testing.T) {
	b := Bytes{
		What:         "2000 GET /drivers/{id}/busy",
		Control:      Traffic{What: "misses", Sent: 2000, Good: 2000},
		Test:         Traffic{What: "hits", One: "a hit", Sent: 2000, Good: 2000},
		AtFirst:      Snapshot{procmem.Memory{Heap: 700_000, Idle: 500_000, Stacks: 600_000}, 10, 19_000_000, 1, 57_400_000},
		AfterControl: Snapshot{procmem.Memory{Heap: 800_000, Idle: 2_600_000, Stacks: 800_000}, 10, 19_900_000, 1, 52_800_000},
		AfterAll:     Snapshot{procmem.Memory{Heap: 13_000_000, Idle: 2_560_000, Stacks: 4_800_000}, 2010, 42_900_000, 2001, 289_700_000},
		DatabaseHere: true,
	}
	want := `2000 GET /drivers/{id}/busy        at first        misses            hits   difference       a hit
the service
  live heap, after GC                0.7 MB        0.8 MB         13.0 MB     +12.2 MB      6.1 kB
  idle heap, kept from the OS        0.5 MB        2.6 MB          2.6 MB       0.0 MB      0.0 kB
  stacks                             0.6 MB        0.8 MB          4.8 MB      +4.0 MB      2.0 kB
  goroutines                             10            10            2010        +2000        1.00
  RSS                               19.0 MB       19.9 MB         42.9 MB     +23.0 MB     11.5 kB
the database, and what sends the requests
  connections                             1             1            2001        +2000        1.00
  RSS                               57.4 MB       52.8 MB        289.7 MB    +236.9 MB    118.5 kB
`
	checkTable(t, func(s *strings.Builder) error { return b.WriteTable(s) }, want)

	b.DatabaseHere, b.Restless = false, true
	b.AfterAll.DatabaseRSS, b.AfterAll.RSS = Unknown, Unknown
	b.Test = Traffic{What: "hits", One: "a hit", Sent: 153, Good: 150, Trouble: errors.New("503 too many connections")}
	var got strings.Builder
	if err := b.WriteTable(&got); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\nthe database\n",
		"\n  RSS                               57.4 MB       52.8 MB               -\n",
		"\nnot at rest after 15s: ",
		"\nhits: 150 of the 153 that were sent had a good answer; the first other one:\n  503 too many connections\n",
	} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("the table has no %q:\n%s", want, got.String())
		}
	}
}

func checkTable(t *testing.T, write func(*strings.Builder) error, want string) {
	t.Helper()
	var got strings.Builder
	if err := write(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	for line := range strings.Lines(got.String()) {
		if len(line) > 101 { // with its end
			t.Errorf("a line has %d columns; want 100 at most: %s", len(line)-1, line)
		}
	}
}
