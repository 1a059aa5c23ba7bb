package evidence

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/pprof/profile"
)

const (
	watchers = 60  // in the goroutine profile
	receipts = 128 // in the heap profile: 8 MB
	ours     = "example.com/metricsworkshop/internal/evidence."
	folder4  = "/home/ann/workshop/step04-pprof/"
)

// taken are real profiles of this process, in which the functions of work_test.go
// have become those of the service: a set that is right in every respect. They are
// taken once. Nobody changes them.
var taken = sync.OnceValues(func() (map[kind]*profile.Profile, error) {
	set := map[kind]*profile.Profile{}
	for k, take := range map[kind]func() (*profile.Profile, error){goroutines: takeGoroutines, heap: takeHeap, cpu: takeCPU} {
		p, err := take()
		if err != nil {
			return nil, err
		}
		p.TimeNanos = time.Date(2026, 11, 24, 9, 0, 0, 123, time.UTC).UnixNano()
		for _, f := range p.Function {
			name, ok := strings.CutPrefix(f.Name, ours)
			if ok && filepath.Base(f.Filename) == "work_test.go" {
				f.Name, f.Filename = "main."+name, folder4+"receipt.go"
				if strings.HasPrefix(name, "(*mysqlConn)") {
					f.Name, f.Filename = "github.com/go-sql-driver/mysql."+name, "/go/mysql/connection.go"
				}
			}
		}
		set[k] = p
	}
	return set, nil
})

func takeGoroutines() (*profile.Profile, error) {
	var all sync.WaitGroup
	stop := make(chan struct{})
	defer all.Wait()
	defer close(stop)
	all.Go(func() { serve(stop) })
	for range watchers {
		(&mysqlConn{}).startWatcher(&all, stop)
	}
	for {
		p, err := profileOf("goroutine")
		if err != nil || groups(p)[0].count == watchers { // all of them wait
			return p, err
		}
		runtime.Gosched()
	}
}

func takeHeap() (*profile.Profile, error) {
	defer func() { kept = nil }()
	for range receipts {
		handler()
	}
	runtime.GC() // a heap profile is of the last collection
	return profileOf("heap")
}

// takeCPU takes a profile in which fill has most of the samples of the work,
// however slow the machine and however busy with other tests. It says that it took
// 10 s and has as many samples as that.
func takeCPU() (*profile.Profile, error) {
	for {
		var b bytes.Buffer
		if err := pprof.StartCPUProfile(&b); err != nil {
			return nil, err
		}
		for range 200 {
			handler()
		}
		kept = nil
		pprof.StopCPUProfile()
		p, err := profile.Parse(&b)
		if err != nil {
			return nil, err
		}
		in := map[string]int64{} // samples by function
		for _, s := range p.Sample {
			for name := range frames(s) {
				in[name] += s.Value[0]
			}
			for i := range s.Value {
				s.Value[i] *= 100
			}
		}
		p.DurationNanos = int64(10 * time.Second)
		if fill := in[ours+"fill"]; fill > 0 && 4*fill >= 3*in[ours+"handler"] {
			return p, nil
		}
	}
}

func profileOf(name string) (*profile.Profile, error) {
	var b bytes.Buffer
	if err := pprof.Lookup(name).WriteTo(&b, 0); err != nil {
		return nil, err
	}
	return profile.Parse(&b)
}

// A sittingSet is what a learner saves: three profiles and a file of answers.
type sittingSet struct {
	profiles map[kind]*profile.Profile
	files    map[string]string // in place of a profile, or beside them
}

// honest returns a set of its own that is right in every respect.
func honest(t *testing.T) sittingSet {
	t.Helper()
	set, err := taken()
	if err != nil {
		t.Fatal(err)
	}
	s := sittingSet{map[kind]*profile.Profile{}, map[string]string{profileAnswers: rightAnswers}}
	for k, p := range set {
		s.profiles[k] = p.Copy()
	}
	return s
}

const rightAnswers = `# all right
cpu: main.fill
alloc_space: main.fill
inuse_space: main.renderReceipt
goroutines: 60
waiting in: mysql.(*mysqlConn).startWatcher.func1
`

// save writes the set into a folder.
func (s sittingSet) save(t *testing.T, dir string) {
	t.Helper()
	for k, p := range s.profiles {
		write(t, dir, k.file, packed(t, p))
	}
	for file, text := range s.files {
		write(t, dir, file, []byte(text))
	}
}

func packed(t testing.TB, p *profile.Profile) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// remove deletes a profile's file.
func remove(t *testing.T, dir string, k kind) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, k.file)); err != nil {
		t.Fatal(err)
	}
}

// inFolder puts package main's files into another folder, which ends in a slash.
func (s sittingSet) inFolder(k kind, dir string) {
	for _, f := range s.profiles[k].Function {
		if isMain(f.Name) {
			f.Filename = dir + filepath.Base(f.Filename)
		}
	}
}

// withoutMain makes package main another package.
func (s sittingSet) withoutMain(k kind) {
	for _, f := range s.profiles[k].Function {
		if isMain(f.Name) {
			f.Name = "example.com/other." + strings.TrimPrefix(f.Name, "main.")
		}
	}
}

// scale multiplies all values of a profile.
func (s sittingSet) scale(k kind, by float64) {
	for _, sample := range s.profiles[k].Sample {
		for i, v := range sample.Value {
			sample.Value[i] = int64(by * float64(v))
		}
	}
}
