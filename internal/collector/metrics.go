package collector

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// A Metric is one figure that agents count or time, added up over their reports.
// Times are in seconds, as in the protocol. A metric with a Scope is the part of
// the one without that the transaction of that name has in it.
type Metric struct {
	App, Name, Scope string

	Count, Total, Exclusive, Min, Max float64
}

type metricKey struct{ app, name, scope string }

// window is the time that an application's metrics are of, in Unix seconds.
type window struct{ begin, end float64 }

// Metrics returns every metric of the applications, or of all if none is named,
// by name, scope and application.
func (c *Collector) Metrics(apps ...string) []Metric {
	c.mu.Lock()
	defer c.mu.Unlock()
	var metrics []Metric
	for _, m := range c.metrics {
		if wanted(apps, m.App) {
			metrics = append(metrics, m)
		}
	}
	slices.SortFunc(metrics, func(a, b Metric) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.App, b.App))
	})
	return metrics
}

// metricData adds a report's metrics to those before it. It keeps the good ones
// of a report that has bad ones too.
func (c *Collector) metricData(run string, body []byte) error {
	var (
		bodyRun string
		w       window
		rows    []json.RawMessage
	)
	if err := unpack(body, &bodyRun, &w.begin, &w.end, &rows); err != nil {
		return err
	}
	if bodyRun != run {
		c.problem("metric_data: run %q in the body, %q in the URL", bodyRun, run)
	}
	if w.end < w.begin {
		c.problem("metric_data: ends before it begins")
	}
	var metrics []Metric
	for _, row := range rows {
		m, err := parseMetric(row)
		if err != nil {
			c.problem("metric_data: %v", err)
			continue
		}
		if err := checkName(m.Name); err != nil {
			c.problem("metric_data: %v", err)
		}
		metrics = append(metrics, m)
	}
	if dropped := c.addMetrics(run, w, metrics); dropped > 0 {
		c.problem("more than %d metric names: some are not kept. Is there an id in a name?", maxMetrics)
	}
	return nil
}

func parseMetric(row []byte) (Metric, error) {
	var (
		id struct {
			Name  string `json:"name"`
			Scope string `json:"scope"`
		}
		data []float64
	)
	if err := unpack(row, &id, &data); err != nil {
		return Metric{}, fmt.Errorf("a metric: %w", err)
	}
	if id.Name == "" {
		return Metric{}, fmt.Errorf("a metric without a name")
	}
	if len(data) != 6 { // the last is the sum of squares
		return Metric{}, fmt.Errorf("metric %q has %d figures; want 6", id.Name, len(data))
	}
	return Metric{
		Name: id.Name, Scope: id.Scope,
		Count: data[0], Total: data[1], Exclusive: data[2], Min: data[3], Max: data[4],
	}, nil
}

func (c *Collector) addMetrics(run string, w window, metrics []Metric) (dropped int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	app := c.app(run)
	if before, ok := c.windows[app]; ok {
		w.begin, w.end = min(w.begin, before.begin), max(w.end, before.end)
	}
	c.windows[app] = w
	for _, m := range metrics {
		m.App = app
		key := metricKey{app, m.Name, m.Scope}
		before, ok := c.metrics[key]
		if !ok && len(c.metrics) == maxMetrics {
			dropped++
			continue
		}
		if ok {
			m.add(before)
		}
		c.metrics[key] = m
	}
	return dropped
}

func (m *Metric) add(other Metric) {
	m.Count += other.Count
	m.Total += other.Total
	m.Exclusive += other.Exclusive
	m.Min = min(m.Min, other.Min)
	m.Max = max(m.Max, other.Max)
}
