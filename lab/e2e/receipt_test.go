package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// firstPage is what GET /orders/{id}/receipt answers, to the byte: of an order's
// number, state, customer, merchant and driver.
const firstPage = `RECEIPT

Order     %s
State     %s
Customer  %s
Merchant  %s
Driver    %s

Keep this receipt. The terms are on the pages that follow.
`

// TestReceipt asks for an order's receipt when it is new and when it is complete,
// twice each, because the second page comes out of a cache.
func TestReceipt(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			dsn := db.start(t)
			eachSolutionFrom(firstWithDebug, t, func(t *testing.T, program string) {
				s := start(t, program, dsn)
				client := &http.Client{Timeout: patience}
				defer client.CloseIdleConnections()
				location := post(t, client, s.base+"/orders", `{"customer_id":"ann","merchant_id":"wärung {driver}"}`)
				receipt := s.base + location + "/receipt"
				id := strings.TrimPrefix(location, "/orders/")
				checkText(t, client, receipt, fmt.Sprintf(firstPage, id, "CREATED", "ann", "wärung {driver}", "none yet"))
				for _, call := range []struct{ name, body string }{
					{"allocate", ""}, {"pickup", `{"driver_id":"dan"}`}, {"going-to-destination", ""}, {"complete", ""},
				} {
					post(t, client, s.base+location+"/"+call.name, call.body)
				}
				checkText(t, client, receipt, fmt.Sprintf(firstPage, id, "COMPLETE", "ann", "wärung {driver}", "dan"))
			})
		})
	}
}

// checkText requires a text of an URL, twice.
func checkText(t *testing.T, client *http.Client, url, want string) {
	t.Helper()
	for range 2 {
		response, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		got, err := io.ReadAll(response.Body)
		contentType := response.Header.Get("Content-Type")
		if err != nil || response.StatusCode != http.StatusOK || contentType != "text/plain; charset=utf-8" || string(got) != want {
			t.Errorf("GET %s = %d %s %v\n%s\nwant 200 text/plain; charset=utf-8\n%s", url, response.StatusCode, contentType, err, got, want)
		}
	}
}
