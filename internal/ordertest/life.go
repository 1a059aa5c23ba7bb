package ordertest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/verdict"
)

// states are an order's states as it passes through them; call i leads from
// states[i] to states[i+1].
var (
	states = []string{"CREATED", "WAITING_FOR_DRIVER_ALLOCATION", "DRIVER_OTW_TO_PICKUP", "DRIVER_OTW_TO_DESTINATION", "COMPLETE"}
	calls  = []string{"allocate", "pickup", "going-to-destination", "complete"}
)

// do makes a call on an order, with the body that the call takes.
func (c *client) do(id int64, call, driver string) answer {
	c.Helper()
	body := ""
	if call == "pickup" {
		body = fmt.Sprintf(`{"driver_id":%q}`, driver)
	}
	return c.post(fmt.Sprintf("/orders/%d/%s", id, call), body)
}

// Life checks an order's whole life, with GetState and what each party sees
// after every call.
func Life(v *verdict.Verdict, base string) {
	c := newClient(v, base)
	customer, merchant, driver := c.name("customer"), c.name("merchant"), c.name("driver")
	id := c.create(customer, merchant)
	for i, state := range states {
		if i > 0 {
			a := c.do(id, calls[i-1], driver)
			if !c.expect(a, http.StatusOK, fmt.Sprintf(`{"id":%d,"state":%q}`, id, state),
				fmt.Sprintf("this call moves an order from %s to %s", states[i-1], state)) {
				return
			}
		}
		c.expect(c.get(fmt.Sprintf("/orders/%d/state", id)), http.StatusOK,
			fmt.Sprintf(`{"id":%d,"state":%q}`, id, state), "GetState tells the state after every call")
		c.seen(id, state, customer, merchant, driver)
	}
	for _, call := range calls {
		c.expectError(c.do(9007199254740991, call, driver), http.StatusNotFound, "no such order: nothing is in the wrong state, there is nothing")
	}
}

// seen checks what the three parties see of an order in state.
func (c *client) seen(id int64, state, customer, merchant, driver string) {
	waiting, busy := 0, false
	order := fmt.Sprintf(`{"id":%d,"customer_id":%q,"merchant_id":%q,"state":%q}`, id, customer, merchant, state)
	switch state {
	case "WAITING_FOR_DRIVER_ALLOCATION":
		waiting = 1
	case "DRIVER_OTW_TO_PICKUP", "DRIVER_OTW_TO_DESTINATION":
		busy = true
	}
	if slices.Index(states, state) >= 2 { // a driver picked it up
		order = strings.TrimSuffix(order, "}") + fmt.Sprintf(`,"driver_id":%q}`, driver)
	}
	c.expect(c.get(fmt.Sprintf("/orders/%d", id)), http.StatusOK, order, "the order shows who is involved and its state")
	c.expect(c.get("/customers/"+customer+"/orders"), http.StatusOK, "["+order+"]", "the customer sees the order in every state")
	c.expect(c.get("/merchants/"+merchant+"/queue"), http.StatusOK, fmt.Sprintf(`{"waiting":%d}`, waiting), "the merchant's queue is what waits for a driver")
	c.expect(c.get("/drivers/"+driver+"/busy"), http.StatusOK, fmt.Sprintf(`{"busy":%v}`, busy), "a driver is busy from pickup to complete")
	if busy {
		c.expect(c.get("/drivers/"+driver+"/current"), http.StatusOK, order, "the driver's current order is the one on the way")
	} else {
		c.expectError(c.get("/drivers/"+driver+"/current"), http.StatusNotFound, "a driver without an order on the way has no current one")
	}
}

// Transitions checks every state with every call: one call is legal in each
// state but the last, every other is refused and changes nothing.
func Transitions(v *verdict.Verdict, base string) {
	c := newClient(v, base)
	for from, state := range states {
		for to, call := range calls {
			id := c.create(c.name("customer"), c.name("merchant"))
			for _, earlier := range calls[:from] {
				c.do(id, earlier, c.name("driver"))
			}
			after := state
			a := c.do(id, call, c.name("other-driver"))
			a.call += " on an order in " + state
			if from == to {
				after = states[to+1]
				c.expect(a, http.StatusOK, fmt.Sprintf(`{"id":%d,"state":%q}`, id, after), "this is the one call that is legal in this state")
			} else if c.expectError(a, http.StatusConflict, "a call in the wrong state must be refused: nobody delivers what was not picked up") && !strings.Contains(a.body, state) {
				c.Wrong(verdict.Finding{Called: a.call, Got: a.String(), Want: "409 with a text that names the state " + state,
					Why: "who is refused needs to know where the order is"})
			}
			check := c.get(fmt.Sprintf("/orders/%d/state", id))
			check.call += " after " + a.call
			c.expect(check, http.StatusOK, fmt.Sprintf(`{"id":%d,"state":%q}`, id, after), "a refused call changes nothing")
		}
	}
}
