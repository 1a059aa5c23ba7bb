package segmenttest

import (
	"database/sql/driver"

	"github.com/newrelic/go-agent/v3/newrelic"
	"github.com/newrelic/go-agent/v3/newrelic/sqlparse"

	"example.com/metricsworkshop/internal/collector"
)

// Oracle is the product under which the oracle reports.
const Oracle = "oracle"

// Oracle puts the agent's own instrumentation of drivers in front of a database:
// it makes a segment of each statement, named by verb and first table. What it
// counts is not ours, so it can tell whether segments written by hand are
// complete. It says nothing of times: its segments end before rows are read. It
// may stand on either side of a probe.
func (a *Agent) Oracle(database driver.Connector) driver.Connector {
	return newrelic.InstrumentSQLConnector(database, newrelic.SQLDriverSegmentBuilder{
		BaseSegment: newrelic.DatastoreSegment{Product: Oracle},
		ParseQuery:  sqlparse.ParseQuery,
	})
}

// CallsPerTable counts the calls that were reported for a product, by table. The
// agent must have been shut down.
func (a *Agent) CallsPerTable(product string) map[string]int {
	tables := map[string]int{}
	for _, r := range a.Collector.Rows() {
		if r.Vendor == product && r.Collection != collector.AllCollections {
			tables[r.Collection] += r.Calls
		}
	}
	return tables
}
