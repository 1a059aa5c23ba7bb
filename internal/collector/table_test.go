package collector_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.com/metricsworkshop/internal/collector"
)

func TestWriteTable(t *testing.T) {
	ms := func(f float64) time.Duration { return time.Duration(f * float64(time.Millisecond)) }
	rows := []collector.Row{
		{Name: "MySQL findDriverOrders", Vendor: "MySQL", Operation: "findDriverOrders", Collection: collector.AllCollections,
			Calls: 12_500, Throughput: 4150, Avg: ms(0.025), Min: ms(0.001), Max: ms(1.89)},
		{Name: "MySQL orders findDriverOrders", Vendor: "MySQL", Operation: "findDriverOrders", Collection: "orders",
			Calls: 999, Avg: ms(15.34), Min: ms(0.0004), Max: ms(1234.5)},
		{Name: "MySQL größe", Vendor: "MySQL", Operation: "größe", Collection: collector.AllCollections, Throughput: 0.5},
	}
	const want = `
                                                                   Call Throughput   Avg   Min   Max
Name                          Vendor Operation        Collection  count      (cpm)  (ms)  (ms)  (ms)
MySQL findDriverOrders        MySQL  findDriverOrders (all)      12,500      4,150 0.025 0.001  1.89
MySQL orders findDriverOrders MySQL  findDriverOrders orders        999          -  15.3 0.000 1,235
MySQL größe                   MySQL  größe            (all)           0      0.500 0.000 0.000 0.000
`
	var b strings.Builder
	if err := collector.WriteTable(&b, rows); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	if want := strings.TrimPrefix(want, "\n"); got != want {
		t.Errorf("table:\n%s\nwant:\n%s", got, want)
	}
	for line := range strings.Lines(got) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 100 {
			t.Errorf("line of %d columns; want at most 100: %s", n, line)
		}
	}
}
