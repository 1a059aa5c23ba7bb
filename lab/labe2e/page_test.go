package labe2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/live"
)

// patience is how long a lab may take to show something: it may have to build a service
// first, while the machine tests other things.
const patience = 2 * time.Minute

// A page is a lab's page, as a program sees it.
type page struct {
	t      *testing.T
	url    string
	client *http.Client
}

func openPage(t *testing.T, url string) *page {
	return &page{t: t, url: url, client: &http.Client{
		Timeout:   patience,
		Transport: &http.Transport{DisableKeepAlives: true},
	}}
}

// state is all that the page shows now.
func (p *page) state() live.State {
	p.t.Helper()
	state, err := p.follow(func(live.State) bool { return true })
	if err != nil {
		p.t.Fatal(err)
	}
	return state
}

// until waits until the page shows something, and returns all that it shows then.
func (p *page) until(what string, shown func(live.State) bool) live.State {
	p.t.Helper()
	state, err := p.follow(shown)
	if err != nil {
		service, _ := json.Marshal(state.Service)
		parts, _ := json.Marshal(state.Parts)
		load, _ := json.Marshal(state.Load)
		p.t.Fatalf("the page never shows that %s: %v\nit shows the service %s\nthe parts %s\nthe load %s\nthe marks %v",
			what, err, service, parts, load, state.Marks)
	}
	return state
}

// untilService waits until the service is in a state.
func (p *page) untilService(state string) live.Service {
	p.t.Helper()
	return p.until("the service is "+state, func(s live.State) bool { return s.Service.State == state }).Service
}

// untilPart waits until a part is in a state.
func (p *page) untilPart(name, state string) live.Part {
	p.t.Helper()
	var part live.Part
	p.until(fmt.Sprintf("%s is %s", name, state), func(s live.State) bool {
		i := slices.IndexFunc(s.Parts, func(part live.Part) bool { return part.Name == name && part.State == state })
		if i >= 0 {
			part = s.Parts[i]
		}
		return i >= 0
	})
	return part
}

// A header is one more of a request.
type header struct{ name, value string }

// post asks the page for something, and returns the status and the text of the answer.
func (p *page) post(path, body string, headers ...header) (status int, text string) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.url+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		if h.name == "Host" {
			request.Host = h.value
		}
		request.Header.Set(h.name, h.value)
	}
	response, err := p.client.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

// ask is post of what must be done.
func (p *page) ask(path string, body any) {
	p.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	if status, answer := p.post(path, string(text)); status/100 != 2 {
		p.t.Fatalf("POST %s %s = %d, %s", path, text, status, answer)
	}
}

// get returns the status of the answer to a GET, 0 for none, and its text.
func (p *page) get(url string) (status int, text string) {
	response, err := p.client.Get(url)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, ""
	}
	return response.StatusCode, string(body)
}

// untilStatus asks until the answer to a GET has a status.
func (p *page) untilStatus(url string, want int) {
	p.t.Helper()
	got, text := 0, ""
	for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(10 * time.Millisecond) {
		if got, text = p.get(url); got == want {
			return
		}
	}
	p.t.Fatalf("GET %s = %d, %s; want %d", url, got, text, want)
}
