package evidence

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/pprof/profile"
)

// answer returns the right answers with another one for a key.
func answer(key, value string) string {
	var b strings.Builder
	for line := range strings.Lines(rightAnswers) {
		if strings.HasPrefix(line, key+":") {
			line = key + ": " + value + "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

func TestRightProfileAnswers(t *testing.T) {
	for _, tt := range []struct{ key, value string }{
		{"cpu", "fill"}, {"cpu", "main.fill()"}, {"cpu", "`main.fill`"}, {"alloc_space", "main.fill (inline)"},
		{"goroutines", "60 goroutines"}, {"goroutines", "61"},
		{"waiting in", "github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher.func1"},
		{"waiting in", "go-sql-driver/mysql.(*mysqlConn).startWatcher.func1"},
		{"waiting in", "(*mysqlConn).startWatcher.func1"},
		{"waiting in", "mysql.mysqlConn.startWatcher.func1"},
	} {
		t.Run(tt.key+" "+tt.value, func(t *testing.T) {
			s := honest(t)
			s.files[profileAnswers] = answer(tt.key, tt.value)
			moreWaiting(s.profiles[goroutines])
			dir := t.TempDir()
			s.save(t, dir)
			for _, f := range checkProfiles(dir, "") {
				t.Errorf("finding %q; want none", f)
			}
		})
	}
}

// TestFirstProfileAnswer has one question answered: that is judged before the others are
// missed.
func TestFirstProfileAnswer(t *testing.T) {
	s := honest(t)
	s.files[profileAnswers] = regexp.MustCompile(`(?m): .*`).ReplaceAllString(rightAnswers, ": ?")
	s.files[profileAnswers] = strings.Replace(s.files[profileAnswers], "cpu: ?", "cpu: runtime.memclrNoHeapPointers", 1)
	dir := t.TempDir()
	s.save(t, dir)
	findings := checkProfiles(dir, "")
	if len(findings) != 2 || !strings.Contains(findings[0].Called, "cpu: runtime.memclrNoHeapPointers") ||
		!strings.HasSuffix(findings[1].Got, "not answered these yet: alloc_space, inuse_space, goroutines, waiting in") {
		t.Errorf("findings %q; want what is wrong with the first answer, and then the open questions", findings)
	}
}

// moreWaiting lets one goroutine more wait in the function of the biggest group, at
// another line of it.
func moreWaiting(p *profile.Profile) {
	for _, s := range p.Sample {
		if s.Value[0] != watchers {
			continue
		}
		other := &profile.Sample{Value: []int64{1}, Location: slices.Clone(s.Location)}
		for i, location := range other.Location {
			if !strings.Contains(location.Line[0].Function.Name, "startWatcher") {
				continue
			}
			moved := *location
			moved.ID = uint64(len(p.Location) + 1)
			moved.Line = slices.Clone(location.Line)
			moved.Line[0].Line++
			p.Location = append(p.Location, &moved)
			other.Location[i] = &moved
		}
		p.Sample = append(p.Sample, other)
		return
	}
}

func TestWrongProfileAnswers(t *testing.T) {
	const (
		top   = "go tool pprof -top \"-show=^main\\.\" "
		trace = "go tool pprof -traces goroutine.pb.gz"
	)
	all := fmt.Sprint(total(honest(t).profiles[goroutines], 0))
	told := messages{}
	for _, tt := range []struct{ name, key, value, got, want, why string }{
		{"outermost", "cpu", "main.handler", "main.handler has ", top + "cpu.pb.gz", "everything below it"},
		{"cumulative", "alloc_space", "renderReceipt", " of alloc_space by itself, and ", top + "-sample_index=alloc_space heap.pb.gz", "which is flat"},
		{"who frees", "inuse_space", "main.fill", "main.fill has ", "the most inuse_space by itself, from\n" + top + "heap.pb.gz", "nearly all of that is garbage"},
		{"case", "cpu", "main.Fill", "cpu.pb.gz has main.fill", top, "as the profile has it"},
		{"typing", "inuse_space", "main.renderReciept", "heap.pb.gz has main.renderReceipt", top, "as the profile has it"},
		{"library", "cpu", "regexp.MustCompile", "a function of another package", top, "which of our functions asks"},
		{"invented", "alloc_space", "main.sendInvoice", "no function of package main in heap.pb.gz has that name", top, "the command lists who"},
		{"no number", "goroutines", "many", "no number", "as in: goroutines: 12; see\n" + trace, "the graph of goroutines"},
		{"all", "goroutines", all, "all goroutines of the profile", "the biggest group of equal stacks has; see\n" + trace, "the service's own few"},
		{"another moment", "goroutines", "799", "which has " + all + " goroutines in all", trace, "ahead of it"},
		{"one less", "goroutines", "59", "no number of the file's biggest group", trace, "in front of that stack"},
		{"machinery", "waiting in", "runtime.gopark", "the machinery of waiting", "not the runtime's or the network's; see\n" + trace, "the next function below"},
		{"another group", "waiting in", "main.serve", "main.serve is on the stack of 1 of " + all, trace, "the crowd is what grows"},
		{"receiver", "waiting in", "mysql.startWatcher.func1", "has github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher.func1", trace, "number of its closure"},
		{"closure", "waiting in", "(*mysqlConn).startWatcher", "no function of that name; goroutine.pb.gz has", trace, "number of its closure"},
		{"invented wait", "waiting in", "database/sql.(*DB).conn", "no goroutine in goroutine.pb.gz has that function", trace, "prints every stack"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := honest(t)
			s.files[profileAnswers] = answer(tt.key, tt.value)
			dir := t.TempDir()
			s.save(t, dir)
			findings := checkProfiles(dir, "")
			told.want(t, findings, tt.got, tt.want, tt.why)
			if want := "profiles.txt, " + tt.key + ": " + tt.value; findings[0].Called != want {
				t.Errorf("called %q; want %q", findings[0].Called, want)
			}
		})
	}
}

// TestWrongAnswersKeepTheSecret holds that who is wrong is not told who is right.
func TestWrongAnswersKeepTheSecret(t *testing.T) {
	secret := regexp.MustCompile(`main\.fill|renderReceipt|startWatcher|\b60\b[^.]`) // 60.0 % is a share
	s := honest(t)
	s.files[profileAnswers] = `cpu: main.handler
alloc_space: regexp.MustCompile
inuse_space: main.sendInvoice
goroutines: 3
waiting in: runtime.gopark
`
	dir := t.TempDir()
	s.save(t, dir)
	findings := checkProfiles(dir, "")
	if len(findings) != 5 {
		t.Errorf("%d findings; want one for each answer: %q", len(findings), findings)
	}
	for _, f := range findings {
		if secret.MatchString(f.Called + f.Got + f.Want + f.Why) {
			t.Errorf("finding %q gives a right answer away", f)
		}
	}
}

// TestUnansweredProfiles holds that profiles come before answers.
func TestUnansweredProfiles(t *testing.T) {
	s := honest(t)
	s.files[profileAnswers] = "cpu: ?\nalloc_space: ?\ninuse_space: ?\ngoroutines: ?\nwaiting in: ?\n"
	dir := t.TempDir()
	s.save(t, dir)
	messages{}.want(t, checkProfiles(dir, ""), "cpu, alloc_space, inuse_space, goroutines, waiting in", "?", "")
}

func TestSameFunction(t *testing.T) {
	const receipt = "main.(*Instances).receipt"
	for _, tt := range []struct {
		answer, function string
		want             bool
	}{
		{"main.fill", "main.fill", true},
		{" fill ", "main.fill", true},
		{`"main.fill"`, "main.fill", true},
		{"main.Instances.receipt", receipt, true},
		{"(*Instances).receipt", receipt, true},
		{"Instances.receipt()", receipt, true},
		{"receipt", receipt, false},
		{"main.receipt", receipt, false},
		{"main.Fill", "main.fill", false},
		{"", "main.fill", false},
		{"main", "main.main", true},
		{"statsd%2ev2.(*Client).Count", "gopkg.in/alexcesaro/statsd%2ev2.(*Client).Count", true},
	} {
		if got := sameFunction(tt.answer, tt.function); got != tt.want {
			t.Errorf("sameFunction(%q, %q) = %v; want %v", tt.answer, tt.function, got, tt.want)
		}
	}
}

func TestNearly(t *testing.T) {
	functions := []string{"main.fill", "main.(*Instances).receipt", "main.(*Repository).Order", "main.Handler.StatsDMiddlewareLogger.func1", "runtime.gopark"}
	for _, tt := range []struct {
		answer string
		want   []string
	}{
		{"main.Fill", functions[:1]},
		{"main.receipt", functions[1:2]},
		{"receipt", functions[1:2]},
		{"order", functions[2:3]},
		{"StatsDMiddlewareLogger", functions[3:4]},
		{"main.reciept", nil}, // too far: the receiver and two letters
		{"main", nil},
		{"func1", nil},
		{"", nil},
		{"x", nil},
	} {
		if got := nearly(tt.answer, functions); !slices.Equal(got, tt.want) {
			t.Errorf("nearly(%q) = %q; want %q", tt.answer, got, tt.want)
		}
	}
}
