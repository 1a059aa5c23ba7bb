package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// BenchmarkThroughput compares the finished services with a handler that
// somebody wrote by hand for two calls, each on an empty embedded database of
// its own. Compare the figures of one run; the database gets slower with every
// order, so the number of calls is fixed:
//
//	go test -run '^$' -bench Throughput -benchtime 2000x -count 5 ./e2e
func BenchmarkThroughput(b *testing.B) {
	dirs := []string{"lab/e2e/testdata/handwritten"}
	for _, s := range lesson.Steps {
		dirs = append(dirs, s.Solution())
	}
	programs := map[string]string{}
	for _, dir := range dirs {
		programs[dir] = build(b, dir)
	}
	for _, call := range []string{"create", "state"} {
		for _, dir := range dirs {
			b.Run(call+"/"+dir[strings.LastIndex(dir, "/")+1:], func(b *testing.B) {
				s := start(b, programs[dir], startEmbedded(b))
				client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
				defer client.CloseIdleConnections()
				do(b, client, s.base, "create") // the order that state asks for
				b.SetParallelism(4)
				b.ResetTimer()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						do(b, client, s.base, call)
					}
				})
			})
		}
	}
}

// do makes one call, which must succeed.
func do(b *testing.B, client *http.Client, base, call string) {
	var (
		response *http.Response
		err      error
	)
	if call == "create" {
		response, err = client.Post(base+"/orders", "application/json", strings.NewReader(`{"customer_id":"ann","merchant_id":"warung"}`))
	} else {
		response, err = client.Get(base + "/orders/1/state")
	}
	if err != nil {
		b.Error(err)
		return
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || response.StatusCode >= 300 {
		b.Errorf("%s: %d %s %v", call, response.StatusCode, body, err)
	}
}
