package statsdserver_test

import (
	"fmt"
	"net"
	"time"

	"example.com/metricsworkshop/internal/statsdserver"
)

func Example() {
	arrived := make(chan struct{})
	server, err := statsdserver.Listen("127.0.0.1:0", statsdserver.Options{
		OnDatagram: func([]byte) { arrived <- struct{}{} },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	client, err := net.Dial("udp", server.Addr())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Fprint(client, "orders.get.calls:1|c\norders.get.time:12.5|ms\norders.get.goroutines:799|g")
	<-arrived
	fmt.Fprint(client, "orders.get.time:Friday|ms")
	<-arrived // the first has been counted by now

	f := server.Snapshot()
	fmt.Println("calls", f.Counters["orders.get.calls"])
	fmt.Println("mean_90", f.Timers["orders.get.time"]["mean_90"])
	fmt.Println("goroutines", f.Gauges["orders.get.goroutines"])
	// Output:
	// calls 1
	// mean_90 12.5
	// goroutines 799
}

func ExampleAggregator() {
	a, err := statsdserver.NewAggregator(90)
	if err != nil {
		fmt.Println(err)
		return
	}
	a.Add([]byte("logins:1|c|@0.1\nlogins:Friday|c"))
	f := a.Flush(time.Now(), 2*time.Second)
	fmt.Println(f.Counters["logins"], "logins,", f.CounterRates["logins"], "a second")
	for _, bad := range f.Bad {
		fmt.Printf("%q has %s\n", bad.Line, bad.Reason)
	}
	// Output:
	// 10 logins, 5 a second
	// "logins:Friday|c" has a value that is no finite number
}
