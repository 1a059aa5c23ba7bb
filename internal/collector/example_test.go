package collector_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/newrelic/go-agent/v3/newrelic"

	"example.com/metricsworkshop/internal/collector"
)

// An agent in the same process reports one call, and the collector has its rows.
func ExampleCollector() {
	c := collector.New(collector.Options{})
	app, err := newrelic.NewApplication(
		newrelic.ConfigAppName("orders"),
		newrelic.ConfigLicense(strings.Repeat("0", 40)),
		func(config *newrelic.Config) {
			config.Transport = c.Transport()
			config.Utilization.DetectAWS = false // and ask no cloud whether we run in it
			config.Utilization.DetectAzure = false
			config.Utilization.DetectGCP = false
			config.Utilization.DetectPCF = false
			config.Utilization.DetectDocker = false
			config.Utilization.DetectKubernetes = false
		},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := app.WaitForConnection(10 * time.Second); err != nil {
		fmt.Println(err, c.Problems())
		return
	}

	txn := app.StartTransaction("GET /orders/{id}")
	segment := newrelic.DatastoreSegment{
		StartTime:  txn.StartSegmentNow(),
		Product:    newrelic.DatastoreMySQL,
		Collection: "orders",
		Operation:  "findOrder",
	}
	segment.End()
	txn.End()

	app.Shutdown(10 * time.Second) // sends what has not been sent
	for _, row := range c.Rows() {
		fmt.Printf("%s: %d\n", row.Name, row.Calls)
	}
	// Output:
	// MySQL findOrder: 1
	// MySQL orders findOrder: 1
}
