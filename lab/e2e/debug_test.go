package e2e

import (
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// atOnce is much less than a stop may take that waits for a request: shutdownTimeout
// in server.go is 10 s, and the profile that is asked for takes 30 s.
const atOnce = 5 * time.Second

// TestDebugListener looks at a running service's debug listener: it has every
// profile, for this machine only, and the public address has none.
func TestDebugListener(t *testing.T) {
	t.Parallel()
	eachSolutionFrom(firstWithDebug, t, func(t *testing.T, program string) {
		s := start(t, program, "nobody@tcp(127.0.0.1:1)/orders", anyDebugAddr)
		client := &http.Client{Timeout: patience}
		defer client.CloseIdleConnections()
		debug := s.debug(t) + "/debug/pprof/"

		paths := []string{"", "cmdline", "symbol", "profile?seconds=1", "trace?seconds=1"}
		for _, name := range checkIndex(t, client, debug) {
			checkPacked(t, client, debug+name)
			paths = append(paths, name)
		}
		began := time.Now()
		checkPacked(t, client, debug+"profile?seconds=2")
		if took := time.Since(began); took < 1900*time.Millisecond { // a clock may be coarse
			t.Errorf("a CPU profile of 2 s took %v", took)
		}
		for path, want := range map[string]string{"cmdline": program, "symbol": "num_symbols: 1", "trace?seconds=0.1": "go 1."} {
			if status, body := ask(t, client, debug+path, ""); status != http.StatusOK || !strings.HasPrefix(body, want) {
				t.Errorf("GET %s%s = %d %.40q; want 200 and a text that begins with %q", debug, path, status, body, want)
			}
		}

		for _, path := range paths {
			if status, body := ask(t, client, s.base+"/debug/pprof/"+path, ""); status != http.StatusNotFound {
				t.Errorf("GET /debug/pprof/%s on the public address = %d %.80q; want 404", path, status, body)
			}
		}
		for host, want := range map[string]int{
			"": http.StatusOK, "localhost:6060": http.StatusOK,
			"evil.example": http.StatusForbidden, "127.0.0.1.evil.example:6060": http.StatusForbidden,
		} {
			if status, body := ask(t, client, debug+"goroutine", host); status != want {
				t.Errorf("a profile for the host %q = %d %.80q; want %d", host, status, body, want)
			}
		}
	})
}

// TestStopDuringProfile stops a service that takes a CPU profile of 30 s: it does not
// wait for it.
func TestStopDuringProfile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signal that asks another process to stop")
	}
	t.Parallel()
	eachSolutionFrom(firstWithDebug, t, func(t *testing.T, program string) {
		s := start(t, program, "nobody@tcp(127.0.0.1:1)/orders", anyDebugAddr)
		client := &http.Client{Timeout: 2 * patience}
		defer client.CloseIdleConnections()
		debug := s.debug(t) + "/debug/pprof/"
		profiled := make(chan int, 1)
		go func() { profiled <- get(client, debug+"profile?seconds=30") }()
		await(t, "the profile to be under way", func() bool {
			_, stacks := ask(t, client, debug+"goroutine?debug=1", "")
			return strings.Contains(stacks, "runtime/pprof.profileWriter")
		})
		began := time.Now()
		s.end(t)
		if took := time.Since(began); took > atOnce {
			t.Errorf("the service took %v to stop; want at most %v, whatever profile is under way", took, atOnce)
		} else {
			t.Logf("stopped in %v", took)
		}
		if status := <-profiled; status != 0 {
			t.Errorf("the profile was answered with %d; want no answer: its time was not over", status)
		}
	})
}

var indexed = regexp.MustCompile(`href='(\w+)\?debug=`)

// checkIndex returns the profiles that the index names, but for those with a
// handler of their own. Which there are is the Go version's business; some must be.
func checkIndex(t *testing.T, client *http.Client, debug string) []string {
	t.Helper()
	status, body := ask(t, client, debug, "")
	if status != http.StatusOK {
		t.Fatalf("GET %s = %d %.80q; want 200", debug, status, body)
	}
	var names []string
	for _, match := range indexed.FindAllStringSubmatch(body, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(name string) bool {
		return name == "cmdline" || name == "profile" || name == "symbol" || name == "trace"
	})
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex", "threadcreate"} {
		if !slices.Contains(names, name) {
			t.Errorf("the index names %q; %q is missing", names, name)
		}
	}
	return names
}

// checkPacked requires a profile as tools take it, which is whole: gzip's checksum
// stands at the end.
func checkPacked(t *testing.T, client *http.Client, url string) {
	t.Helper()
	status, body := ask(t, client, url, "")
	if status != http.StatusOK {
		t.Errorf("GET %s = %d %.80q; want 200", url, status, body)
		return
	}
	profile, err := gzip.NewReader(strings.NewReader(body))
	if err == nil {
		_, err = io.Copy(io.Discard, profile)
	}
	if err != nil {
		t.Errorf("GET %s = %d bytes; want a profile: %v", url, len(body), err)
	}
}

// ask returns the answer of a URL, asked under another host's name unless that
// is "". There must be one.
func ask(t *testing.T, client *http.Client, url, host string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
	return response.StatusCode, string(text)
}
