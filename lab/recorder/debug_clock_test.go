package recorder

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.com/metricsworkshop/lab/live"
)

// heapProfile is the end of a heap profile.
const heapProfile = "# runtime.MemStats\n# HeapAlloc = 700\n# HeapIdle = 300\n# HeapReleased = 200\n# Stack = 400 / 500\n"

// roundTrip is a transport that needs no network.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestDebugIsAskedSeldom follows the requests to debug listeners.
func TestDebugIsAskedSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var began time.Time
		var asked []string
		mounted := false
		r := newRecorder(Options{Store: &store{}})
		r.debug.client.Transport = roundTrip(func(request *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, fmt.Sprintf("%s %v", request.Host, time.Since(began)))
			if request.Host == "silent" {
				<-request.Context().Done()
				return nil, request.Context().Err()
			}
			answer := httptest.NewRecorder()
			if !mounted {
				answer.WriteHeader(http.StatusNotFound)
			}
			answer.WriteString(heapProfile)
			return answer.Result(), nil
		})
		r.start()
		defer r.Close()
		mount := func() {
			mu.Lock()
			defer mu.Unlock()
			mounted = true
		}
		for _, step := range []struct {
			name string
			do   func()
			want []string
		}{
			{"no service", func() {}, nil},
			{"not mounted", func() { r.SetService(serviceAt("http://a")) }, []string{"a 0s", "a 5s"}},
			{"no other", func() { r.SetService(serviceAt("http://a")) }, []string{"a 500ms", "a 5.5s"}},
			{"another", func() { r.SetService(serviceAt("http://b")) }, []string{"b 0s", "b 5s"}},
			{"silent", func() { r.SetService(serviceAt("http://silent")) }, []string{"silent 0s", "silent 6s"}},
			{"mounted", func() { mount(); r.SetService(serviceAt("http://c")) }, []string{"c 0s", "c 2s", "c 4s", "c 6s", "c 8s"}},
			{"quiet", func() { r.SetQuiet(true) }, nil},
			{"quiet, and another", func() { r.SetService(serviceAt("http://d")) }, nil},
			{"no longer quiet", func() { r.SetQuiet(false) }, []string{"d 500ms", "d 2.5s", "d 4.5s", "d 6.5s", "d 8.5s"}},
			{"stopped", func() { r.SetService(live.Service{State: live.ServiceStopped}) }, nil},
		} {
			mu.Lock()
			began, asked = time.Now(), nil
			mu.Unlock()
			step.do()
			time.Sleep(9500 * time.Millisecond) // ends between two requests
			synctest.Wait()
			mu.Lock()
			if !slices.Equal(asked, step.want) {
				t.Errorf("%s: asked %q; want %q", step.name, asked, step.want)
			}
			mu.Unlock()
		}
	})
}
