package collector

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

// A Span is one timed piece of a transaction: the transaction as a whole, or one
// of its segments.
type Span struct {
	App, Run string

	TraceID, ID string
	Parent      string // the ID of the span that it is a part of
	Name        string // "Datastore/statement/MySQL/orders/findOrder", "Custom/NAME"
	Root        bool   // the transaction as a whole
	Start       time.Time
	Duration    time.Duration

	Product, Collection, Operation string // of a datastore's; the Collection may be empty

	// Attributes are those of the agent and of its user. They are not to be changed.
	Attributes map[string]any
}

// A Transaction is one ended transaction: a request, as a rule.
type Transaction struct {
	App, Run string

	TraceID       string
	Name          string // "WebTransaction/Go/GET /orders/{id}"
	Start         time.Time
	Duration      time.Duration
	Error         bool
	DatabaseCalls int

	Attributes map[string]any // as a Span's
}

// An ErrorEvent is one error that a transaction noticed.
type ErrorEvent struct {
	App, Run string

	TraceID        string
	Transaction    string // its name
	Class, Message string

	Attributes map[string]any // as a Span's
}

// Spans returns the newest spans, as many as Options.Keep. The spans of one
// transaction stand together, in the order in which they ended.
func (c *Collector) Spans() []Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spans.all()
}

// Transactions returns the newest transactions, as many as Options.Keep, in the
// order in which they ended.
func (c *Collector) Transactions() []Transaction {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.transactions.all()
}

// Errors returns the newest errors, as many as Options.Keep.
func (c *Collector) Errors() []ErrorEvent {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.errors.all()
}

// event is what an agent sends of a span, a transaction or an error: intrinsics,
// attributes of its user and attributes of its own.
type event struct {
	intrinsics
	attributes map[string]any
}

type intrinsics struct {
	Type      string  `json:"type"`
	TraceID   string  `json:"traceId"`
	GUID      string  `json:"guid"`
	Parent    string  `json:"parentId"`
	Name      string  `json:"name"`
	Root      bool    `json:"nr.entryPoint"`
	Timestamp float64 `json:"timestamp"` // Unix milliseconds
	Duration  float64 `json:"duration"`
	Component string  `json:"component"`

	Error         bool    `json:"error"`
	DatabaseCalls float64 `json:"databaseCallCount"`

	ErrorClass   string `json:"error.class"`
	ErrorMessage string `json:"error.message"`
	Transaction  string `json:"transactionName"`
}

func (i intrinsics) start() time.Time { return time.UnixMilli(whole(i.Timestamp)) }

// events reads the body of a call that carries events of a type. It keeps the
// good ones of a body that has bad ones too.
func (c *Collector) events(method, eventType, run string, body []byte) ([]event, error) {
	var (
		bodyRun string
		sent    struct {
			Seen int `json:"events_seen"`
		}
		raw []json.RawMessage
	)
	if err := unpack(body, &bodyRun, &sent, &raw); err != nil {
		return nil, err
	}
	if bodyRun != run {
		c.problem("%s: run %q in the body, %q in the URL", method, bodyRun, run)
	}
	if lost := sent.Seen - len(raw); lost > 0 {
		c.problem("%s: the agent had no room for some events: the live table and what is read from events counts too few", method)
	}
	var events []event
	for _, r := range raw {
		e, err := parseEvent(r)
		if err == nil && e.Type != eventType {
			err = fmt.Errorf("type %q; want %s", e.Type, eventType)
		}
		if err != nil {
			c.problem("%s: an event: %v", method, err)
			continue
		}
		events = append(events, e)
	}
	return events, nil
}

func parseEvent(raw []byte) (e event, err error) {
	var agent map[string]any
	err = unpack(raw, &e.intrinsics, &e.attributes, &agent)
	if len(e.attributes) == 0 {
		e.attributes = agent
	} else {
		maps.Copy(e.attributes, agent)
	}
	return e, err
}
