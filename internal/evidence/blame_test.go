package evidence

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/pprof/profile"
)

// TestBlameIsFlat holds that a blame is what pprof shows when it shows nothing but
// package main: the leaf of what its filter leaves of each stack.
func TestBlameIsFlat(t *testing.T) {
	for _, q := range blameQuestions {
		p := honest(t).profiles[q.kind]
		index := valueIndex(p, q.key)
		got := blameOf(p, index)
		p.FilterSamplesByName(nil, nil, nil, regexp.MustCompile(`^main\.`))
		want := map[string]int64{}
		for _, s := range p.Sample {
			want[s.Location[0].Line[0].Function.Name] += s.Value[index]
		}
		if !maps.Equal(got.flat, want) || len(want) == 0 {
			t.Errorf("%s: flat = %v; pprof's filter leaves %v", q.key, got.flat, want)
		}
	}
}

// TestBlameIsWhatPprofPrints asks the real tool.
func TestBlameIsWhatPprofPrints(t *testing.T) {
	if testing.Short() {
		t.Skip("the first go tool pprof builds it")
	}
	for _, q := range blameQuestions {
		t.Run(q.key, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			p := honest(t).profiles[q.kind]
			write(t, dir, q.kind.file, packed(t, p))
			args := append([]string{"tool", "pprof", "-top", `-show=^main\.`, "-symbolize=none", "-nodefraction=0", "-unit=" + map[kind]string{cpu: "ns", heap: "B"}[q.kind]},
				strings.Fields(q.flags)...)
			cmd := exec.CommandContext(t.Context(), "go", append(args, filepath.Join(dir, q.kind.file))...)
			cmd.Env = append(os.Environ(), "PPROF_TMPDIR="+dir)
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			b := blameOf(p, valueIndex(p, q.key))
			lines := 0
			for line := range strings.Lines(string(out)) {
				fields := strings.Fields(strings.TrimSuffix(strings.TrimSpace(line), " (inline)")) // flat, flat%, sum%, cum, cum%, name
				if len(fields) != 6 || !isMain(fields[5]) {
					continue
				}
				lines++
				var flat, cum int64
				if _, err := fmt.Sscan(strings.TrimRight(fields[0], "nsB")+" "+strings.TrimRight(fields[3], "nsB"), &flat, &cum); err != nil {
					t.Fatalf("%v: %s", err, line)
				}
				if name := fields[5]; flat != b.flat[name] || cum != b.cum[name] {
					t.Errorf("%s: flat %d, cum %d; pprof has %s", name, b.flat[name], b.cum[name], line)
				}
			}
			maps.DeleteFunc(b.cum, func(_ string, cum int64) bool { return cum == 0 }) // pprof leaves them out
			if lines == 0 || lines != len(b.cum) {
				t.Errorf("pprof has %d functions of package main; want %v:\n%s", lines, b.functions(), out)
			}
		})
	}
}

// stack makes a sample of 10 with a stack of functions, the leaf first. Those in one
// string are inlined into the last of them.
func stack(p *profile.Profile, calls ...string) {
	s := &profile.Sample{Value: []int64{10}}
	for _, call := range calls {
		location := &profile.Location{ID: uint64(len(p.Location) + 1)}
		for _, name := range strings.Fields(call) {
			f := &profile.Function{ID: uint64(len(p.Function) + 1), Name: name}
			p.Function = append(p.Function, f)
			location.Line = append(location.Line, profile.Line{Function: f})
		}
		p.Location = append(p.Location, location)
		s.Location = append(s.Location, location)
	}
	p.Sample = append(p.Sample, s)
}

func TestBlame(t *testing.T) {
	p := &profile.Profile{SampleType: []*profile.ValueType{{Type: "cpu", Unit: "nanoseconds"}}}
	stack(p, "runtime.memmove", "strings.(*Builder).grow main.fill main.render", "main.handler", "main.main")
	stack(p, "main.fill", "main.fill", "main.handler")
	stack(p, "main.render", "main.handler")
	stack(p, "runtime.mcall")
	b := blameOf(p, 0)
	if want := map[string]int64{"main.fill": 20, "main.render": 10}; !maps.Equal(b.flat, want) {
		t.Errorf("flat = %v; want %v", b.flat, want)
	}
	if want := map[string]int64{"main.fill": 20, "main.render": 20, "main.handler": 30, "main.main": 10}; !maps.Equal(b.cum, want) {
		t.Errorf("cum = %v; want %v", b.cum, want)
	}
	if b.total != 40 || b.inMain() != 30 || b.share(b.flat["main.fill"]) != "50.0 %" {
		t.Errorf("total %d, in main %d, share %s; want 40, 30, 50.0 %%", b.total, b.inMain(), b.share(b.flat["main.fill"]))
	}
}

func TestTies(t *testing.T) {
	b := blame{flat: map[string]int64{"main.a": 1000, "main.b": 950, "main.c": 949}}
	for name, want := range map[string]bool{"main.a": true, "main.b": true, "main.c": false, "main.d": false} {
		if got := b.blames(name); got != want {
			t.Errorf("blames(%s) = %v; want %v", name, got, want)
		}
	}
	if (blame{}).blames("main.a") || (blame{}).share(0) != "0 %" {
		t.Error("an empty profile blames somebody")
	}
}

func TestWaitingIn(t *testing.T) {
	for _, tt := range []struct {
		want  string
		stack []string
	}{
		{"github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher.func1", []string{"runtime.gopark", "runtime.selectgo", "github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher.func1"}},
		{"database/sql.(*Rows).awaitDone", []string{"runtime.gopark", "runtime.selectgo", "database/sql.(*Rows).awaitDone", "main.main"}},
		{"net/http.(*connReader).Read", []string{"runtime.gopark", "internal/poll.runtime_pollWait", "internal/poll.(*FD).Read", "net.(*conn).Read", "net/http.(*connReader).Read", "bufio.(*Reader).Peek"}},
		{"main.wait", []string{"sync.(*WaitGroup).Wait main.wait", "main.main"}},
		{"os/signal.loop", []string{"runtime.notetsleepg", "os/signal.loop"}},
		{"internal/runtime/maps.wait", []string{"runtime.gopark", "internal/runtime/maps.wait"}},
		{"", nil},
	} {
		p := &profile.Profile{}
		stack(p, tt.stack...)
		if got := waitingIn(p.Sample[0]); got != tt.want {
			t.Errorf("waitingIn(%q) = %q; want %q", tt.stack, got, tt.want)
		}
	}
}

func TestGroups(t *testing.T) {
	p := &profile.Profile{SampleType: []*profile.ValueType{{Type: "goroutine", Unit: "count"}}}
	for range 3 {
		stack(p, "runtime.gopark", "a/b.wait")
	}
	stack(p, "runtime.gopark", "c.wait")
	all := groups(p)
	if len(all) != 2 || all[0] != (group{30, "a/b.wait"}) || all[1] != (group{10, "c.wait"}) {
		t.Errorf("groups = %v; want 30 in a/b.wait, 10 in c.wait", all)
	}
}
