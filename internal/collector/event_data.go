package collector

// spanData keeps the spans of a report.
func (c *Collector) spanData(run string, body []byte) error {
	events, err := c.events("span_event_data", "Span", run, body)
	if err != nil {
		return err
	}
	if dropped := c.addSpans(run, events); dropped {
		c.problem("more than %d rows in the live table: some are not kept. Is there an id in a name?", maxLiveRows)
	}
	return nil
}

func (c *Collector) addSpans(run string, events []event) (dropped bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range events {
		s := Span{
			App: c.app(run), Run: run, TraceID: e.TraceID, ID: e.GUID, Parent: e.Parent, Name: e.Name, Root: e.Root,
			Start: e.start(), Duration: seconds(e.Duration), Attributes: e.attributes,
		}
		if name, ok := parseCall(e.Name); ok {
			s.Product, s.Collection, s.Operation = name.vendor, name.collection, name.operation
		}
		c.spans.add(s)
		if !c.addLive(s) {
			dropped = true
		}
	}
	return dropped
}

// transactionData keeps the transactions of a report.
func (c *Collector) transactionData(run string, body []byte) error {
	events, err := c.events("analytic_event_data", "Transaction", run, body)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range events {
		c.transactions.add(Transaction{
			App: c.app(run), Run: run, TraceID: e.TraceID, Name: e.Name, Start: e.start(), Duration: seconds(e.Duration),
			Error: e.Error, DatabaseCalls: int(whole(e.DatabaseCalls)), Attributes: e.attributes,
		})
	}
	return err
}

// errorData keeps the errors of a report.
func (c *Collector) errorData(run string, body []byte) error {
	events, err := c.events("error_event_data", "TransactionError", run, body)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range events {
		c.errors.add(ErrorEvent{
			App: c.app(run), Run: run, TraceID: e.TraceID, Transaction: e.Transaction,
			Class: e.ErrorClass, Message: e.ErrorMessage, Attributes: e.attributes,
		})
	}
	return err
}
