package bench

import (
	"reflect"
	"testing"
)

func TestGauges(t *testing.T) {
	var g Gauges
	if _, _, sent := g.now(); sent {
		t.Error("gauges have come before any were sent")
	}
	for _, datagram := range []string{
		"", "a.goroutines:5|g\na.goroutines:9|g", "b.goroutines:7|g", "a.goroutines:6|g",
		"a.goroutines:1|c\na.goroutines:+3|g\na.goroutines:x|g\na.open:99|g", // none of ours
	} {
		g.Datagram([]byte(datagram))
	}
	if latest, samples, sent := g.now(); latest != 6 || samples != 4 || !sent {
		t.Errorf("now() = %v, %d, %v; want 6, 4, true", latest, samples, sent)
	}
	want := map[string]gauge{"a.goroutines": {3, 5, 9}, "b.goroutines": {1, 7, 7}}
	got := g.next()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("next() = %v; want %v", got, want)
	}
	if key := busiest(got); key != "a.goroutines" {
		t.Errorf("busiest = %q; want a.goroutines", key)
	}
	if largest := most(got); largest != 9 {
		t.Errorf("most = %v; want 9", largest)
	}
	if again := g.next(); len(again) > 0 || busiest(again) != "" || most(again) != 0 {
		t.Errorf("the second next() = %v; want none", again)
	}
	if latest, samples, sent := g.now(); latest != 6 || samples != 0 || !sent {
		t.Errorf("now() after next() = %v, %d, %v; want 6, 0, true", latest, samples, sent)
	}
}
