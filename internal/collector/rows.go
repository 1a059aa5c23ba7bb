package collector

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// AllCollections is what the Collection of a row is that has the calls of one
// operation on all tables.
const AllCollections = "(all)"

// A Row is one line of New Relic's table of database calls. As there, an
// operation has a row for itself and one for each table that it is used on.
type Row struct {
	Name       string // "MySQL findOrder", or with its table "MySQL orders findOrder"
	Vendor     string // "MySQL"
	Operation  string // "findOrder"
	Collection string // "orders", or AllCollections
	Calls      int
	Throughput float64 // calls a minute; 0 while the time that they took is not known

	Total, Avg, Min, Max time.Duration
}

// Rows returns the table of the applications, or of all if none is named, from
// their metrics: every call, but up to a minute late. Its throughput is that of the
// time from the begin of the first report to the end of the last.
func (c *Collector) Rows(apps ...string) []Row {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := newTable()
	for app, w := range c.windows {
		if wanted(apps, app) {
			t.from, t.to = min(t.from, w.begin), max(t.to, w.end)
		}
	}
	for key, m := range c.metrics {
		if name, ok := parseCall(key.name); ok && key.scope == "" && wanted(apps, key.app) {
			t.add(name, Row{Calls: int(whole(m.Count)), Total: seconds(m.Total), Min: seconds(m.Min), Max: seconds(m.Max)})
		}
	}
	return t.rows()
}

// table collects rows.
type table struct {
	sums     map[call]Row
	from, to float64 // Unix seconds
}

func newTable() table {
	return table{sums: map[call]Row{}, from: math.Inf(1)}
}

// add adds r's sums to those of the same name.
func (t table) add(name call, r Row) {
	if before, ok := t.sums[name]; ok {
		r.Calls += before.Calls
		r.Total += before.Total
		r.Min = min(r.Min, before.Min)
		r.Max = max(r.Max, before.Max)
	}
	t.sums[name] = r
}

// rows are the rows by vendor, operation and collection, an operation's own row
// first, with all that derives from sums and names.
func (t table) rows() []Row {
	names := slices.SortedFunc(maps.Keys(t.sums), func(a, b call) int {
		return cmp.Or(cmp.Compare(a.vendor, b.vendor), cmp.Compare(a.operation, b.operation), cmp.Compare(a.collection, b.collection))
	})
	rows := make([]Row, len(names))
	for i, name := range names {
		r := t.sums[name]
		r.Vendor, r.Operation, r.Collection = name.vendor, name.operation, name.collection
		r.Name = name.vendor + " " + name.collection + " " + name.operation
		if name.collection == "" {
			r.Collection, r.Name = AllCollections, name.vendor+" "+name.operation
		}
		if r.Calls > 0 {
			r.Avg = r.Total / time.Duration(r.Calls)
		}
		if t.to > t.from { // a report's begin and end are whole seconds: the same in a short test
			r.Throughput = float64(r.Calls) / (t.to - t.from) * 60
		}
		rows[i] = r
	}
	return rows
}
