package ordertest

import (
	"fmt"
	"net/http"
	"strings"

	"example.com/metricsworkshop/internal/verdict"
)

// Create checks POST /orders and what every call says to a body it cannot take.
func Create(v *verdict.Verdict, base string) {
	c := newClient(v, base)
	customer, merchant := c.name("customer"), c.name("merchant")
	good := fmt.Sprintf(`{"customer_id":%q,"merchant_id":%q}`, customer, merchant)

	a := c.post("/orders", good)
	const created = "the client learns the new order's id and where to follow it from this answer alone"
	if !c.expect(a, http.StatusCreated, "", created) {
		return
	}
	var id int64
	location := a.header.Get("Location")
	if _, err := fmt.Sscanf(location, "/orders/%d", &id); err != nil || location != fmt.Sprintf("/orders/%d", id) {
		c.Wrong(verdict.Finding{Called: a.call, Got: fmt.Sprintf("201 with Location %q", location),
			Want: "201 with Location /orders/{id}", Why: created})
		return
	}
	order := fmt.Sprintf(`{"id":%d,"customer_id":%q,"merchant_id":%q,"state":"CREATED"}`, id, customer, merchant)
	c.expect(a, http.StatusCreated, order, "the answer to Create is the whole order")
	c.expect(c.get(location), http.StatusOK, order, "what was created can be read at its Location")
	c.expect(c.get(location+"/state"), http.StatusOK, fmt.Sprintf(`{"id":%d,"state":"CREATED"}`, id), "a new order is CREATED")

	c.badBodies("/orders", []string{"customer_id", "merchant_id"})
	c.badBodies(fmt.Sprintf("/orders/%d/pickup", id), []string{"driver_id"})
	c.goodBodies()

	c.expect(c.get("/customers/"+c.name("refused")+"/orders"), http.StatusOK, `[]`, "a refused body creates no order")
	for _, path := range []string{"/orders/9007199254740991", "/orders/0", "/orders/-1", "/orders/+1", "/orders/one",
		"/orders/1.5", "/orders/99999999999999999999"} {
		c.expectError(c.get(path), http.StatusNotFound, "an id is a positive integer; anything else names no order")
		c.expectError(c.get(path+"/state"), http.StatusNotFound, "an id is a positive integer; anything else names no order")
	}
}

// badBodies sends what the call at path must refuse. The call takes an object
// of the given fields, all of them ids.
func (c *client) badBodies(path string, fields []string) {
	// with is a good object, but for the value of one field.
	with := func(field, value string) string {
		var pairs []string
		for _, f := range fields {
			v := fmt.Sprintf("%q", c.name("refused"))
			if f == field {
				v = value
			}
			pairs = append(pairs, fmt.Sprintf("%q:%s", f, v))
		}
		return "{" + strings.Join(pairs, ",") + "}"
	}
	object := with("", "")
	open := strings.TrimSuffix(object, "}")
	type test struct {
		body, contentType string
		status            int
		why               string
	}
	const asJSON, bad = "application/json", http.StatusBadRequest
	tests := []test{
		{object, "", http.StatusUnsupportedMediaType, "without a JSON content type the body could be anything, a form of another site's page too"},
		{object, "text/plain", http.StatusUnsupportedMediaType, "a page of another site can send text/plain without asking; JSON it cannot"},
		{" ", asJSON, bad, "an empty body is not an object"},
		{open, asJSON, bad, "malformed JSON is the client's mistake: 400, not 500"},
		{"[" + object + "]", asJSON, bad, "a list is not an object"},
		{"null", asJSON, bad, "null is not an object"},
		{"{}", asJSON, bad, "every field is required"},
		{open + `,"coupon":"x"}`, asJSON, bad, "an unknown field is a typing mistake or a newer client's: taken in silence, its meaning is lost"},
		{strings.ToUpper(open) + "}", asJSON, bad, "CUSTOMER_ID is not customer_id: JSON's names are told apart by case, and only encoding/json is lenient"},
		{object + object, asJSON, bad, "a second object behind the first would be lost in silence"},
		{object + "]", asJSON, bad, "anything after the object means that the body is not what the client meant"},
		{object + strings.Repeat(" ", 64<<10), asJSON, http.StatusRequestEntityTooLarge, "413 says why: the limit is 64 KiB. Without one, one client uses up the memory"},
	}
	for _, field := range fields {
		tests = append(tests,
			test{with(field, "7"), asJSON, bad, "an id is a string: 7 and \"7\" must not become two customers, or one"},
			test{with(field, "null"), asJSON, bad, "a missing id would be stored as an empty one"},
			test{with(field, `""`), asJSON, bad, "an id must not be empty"},
			test{with(field, `" \t "`), asJSON, bad, "a blank id names nobody"},
			test{with(field, `"ann "`), asJSON, bad, "MySQL takes \"ann \" for \"ann\": two customers would become one"},
			test{with(field, `"\ud800"`), asJSON, bad, "what is no character becomes U+FFFD: two ids would become one"},
			test{with(field, fmt.Sprintf("%q", strings.Repeat("é", 65))), asJSON, bad, "the column holds 64 characters: a longer id would be cut, or become a 500"})
	}
	for _, tt := range tests {
		c.expectError(c.send(http.MethodPost, path, tt.contentType, tt.body), tt.status, tt.why)
	}
}

// goodBodies sends unusual bodies that Create must take.
func (c *client) goodBodies() {
	merchant := c.name("merchant")
	object := func(customer string) string {
		return fmt.Sprintf(`{"merchant_id":%q,"customer_id":%q}`, merchant, customer)
	}
	longest := c.run + strings.Repeat("é", 64-len(c.run))
	c.expect(c.send(http.MethodPost, "/orders", "application/json; charset=utf-8", object(c.name("charset"))),
		http.StatusCreated, "", "a content type may carry parameters")
	c.expect(c.post("/orders", object(longest)), http.StatusCreated, "", "an id may have 64 characters, and é is one, not two")
	full := object(c.name("full"))
	full += strings.Repeat(" ", 64<<10-len(full))
	c.expect(c.post("/orders", full), http.StatusCreated, "", "64 KiB is the limit: a body of just that size is taken")
}
