package ordertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"example.com/metricsworkshop/internal/verdict"
)

// Lookups checks what the four lookups say of nobody and of ids that look
// alike. What they say of an order on its way is in Life, of many in Newest.
func Lookups(v *verdict.Verdict, base string) {
	c := newClient(v, base)
	nobody := c.name("nobody")
	c.expect(c.get("/customers/"+nobody+"/orders"), http.StatusOK, `[]`, "no orders is an empty list: null breaks every client that loops over it")
	c.expect(c.get("/merchants/"+nobody+"/queue"), http.StatusOK, `{"waiting":0}`, "an unknown merchant has an empty queue")
	c.expect(c.get("/drivers/"+nobody+"/busy"), http.StatusOK, `{"busy":false}`, "an unknown driver is not busy")
	c.expectError(c.get("/drivers/"+nobody+"/current"), http.StatusNotFound, "an unknown driver has no current order")
	lower, upper, slash := c.name("alice"), c.name("Alice"), c.name("alice/home?x=1")
	for _, customer := range []string{lower, upper, slash} {
		c.create(customer, c.name("merchant"))
	}
	for _, customer := range []string{lower, upper, slash} {
		a := c.get("/customers/" + url.PathEscape(customer) + "/orders")
		var orders []struct {
			CustomerID string `json:"customer_id"`
		}
		if json.Unmarshal([]byte(a.body), &orders) != nil || len(orders) != 1 || orders[0].CustomerID != customer {
			c.Wrong(verdict.Finding{Called: a.call, Got: a.String(), Want: "200 and the one order of " + customer,
				Why: "ids are compared exactly, and any character may be in one"})
		}
	}
}

// Newest checks that a customer with 101 orders sees the newest 100.
func Newest(v *verdict.Verdict, base string) {
	c := newClient(v, base)
	customer := c.name("regular")
	var want []int64
	for range 101 {
		want = append(want, c.create(customer, c.name("merchant")))
	}
	slices.Reverse(want)
	want = want[:100]

	a := c.get("/customers/" + customer + "/orders")
	var orders []struct {
		ID int64 `json:"id"`
	}
	err := json.Unmarshal([]byte(a.body), &orders)
	var got []int64
	for _, o := range orders {
		got = append(got, o.ID)
	}
	if err != nil || !slices.Equal(got, want) {
		c.Wrong(verdict.Finding{
			Called: a.call + " for a customer with 101 orders",
			Got:    fmt.Sprintf("%d, %d orders: %s", a.status, len(got), abbreviate(fmt.Sprint(got), 60)),
			Want:   fmt.Sprintf("200, 100 orders, the newest first: %s", abbreviate(fmt.Sprint(want), 60)),
			Why:    "without an order and a limit the answer grows for ever, and its first page is the oldest",
		})
	}
}
