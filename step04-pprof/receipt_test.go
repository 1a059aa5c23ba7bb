package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/newrelic/go-agent/v3/newrelic"

	"example.com/metricsworkshop/internal/orderdb"
	"example.com/metricsworkshop/internal/segmenttest"
	"example.com/metricsworkshop/internal/verdict"
)

// TestReceipt proves task 4.3, in four goals: the same receipt to the byte, for
// less work, that keeps no document alive, and is not rendered again and again.
func TestReceipt(t *testing.T) {
	goals := []struct {
		name  string
		check func(t *testing.T, v *verdict.Verdict)
	}{
		{"goal 1 of 4", sameReceipt},
		{"goal 2 of 4", rendersForLess},
		{"goal 3 of 4", keepsLittle},
		{"goal 4 of 4", rendersOnce},
	}
	for _, goal := range goals {
		if !t.Run(goal.name, func(t *testing.T) { goal.check(t, verdict.For(t, "4.3")) }) {
			return // a smaller bill for another receipt is no progress
		}
	}
}

const toTheByte = "a receipt is what the customer was sent last year, to the byte: make it cheaper, not different"

// receiptOrders are orders for receipts, and why each may go wrong.
var receiptOrders = []struct {
	Order
	why string
}{
	{Order{ID: 4711, CustomerID: "ann", MerchantID: "warung", State: StateCreated}, toTheByte},
	{Order{ID: 4712, CustomerID: "{driver}", MerchantID: "wärung ünïcode", DriverID: "dan", State: StateComplete},
		"this customer's name looks like a field: what an order says is no template, and is filled in once"},
	{Order{ID: 4713, CustomerID: "{order", MerchantID: "}{", DriverID: "$1", State: StateDriverOTWToPickup},
		"this driver's name means something to the methods of regexp that expand $1: what an order says is text, and stays as it is"},
}

// wantReceipt is an order's receipt, made in the plainest way: its first page, and
// the whole of it.
func wantReceipt(o Order) (page, document string) {
	driver := o.DriverID
	if driver == "" {
		driver = "none yet"
	}
	page = fmt.Sprintf("RECEIPT\n\nOrder     %d\nState     %s\nCustomer  %s\nMerchant  %s\nDriver    %s\n\n"+
		"Keep this receipt. The terms are on the pages that follow.\n", o.ID, o.State, o.CustomerID, o.MerchantID, driver)
	head := fmt.Sprintf("Terms between %s, %s and us, for order %d.\n", o.CustomerID, o.MerchantID, o.ID)
	return page, page + head + strings.Repeat("The food is the merchant's, the way is the driver's, the appetite is yours; each answers for what is theirs, and for no more.\n", 520)
}

func sameReceipt(t *testing.T, v *verdict.Verdict) {
	for _, tt := range receiptOrders {
		o := tt.Order
		page, want := wantReceipt(o)
		got, first := renderReceipt(o)
		if at := difference(got, want); at >= 0 {
			v.Wrong(verdict.Finding{Called: fmt.Sprintf("renderReceipt(%+v)", o), Got: shownReceipt(got, at), Want: shownReceipt(want, at),
				Why: tt.why})
			return
		}
		if first != len(page) {
			v.Wrong(verdict.Finding{Called: fmt.Sprintf("renderReceipt(%+v)", o), Got: fmt.Sprintf("a first page of %d bytes", first), Want: fmt.Sprint(len(page)), Why: "the app shows the first page and nothing of the terms"})
		}
	}
	in := testInstances()
	in.Orders.(*memory).orders = []Order{{ID: 1, CustomerID: "ann", MerchantID: "warung", State: StateCreated}}
	h := Handler(in)
	why := toTheByte
	for _, state := range []State{StateCreated, StateWaitingForDriverAllocation, StateCreated} {
		in.Orders.(*memory).orders[0].State = state
		want, _ := wantReceipt(in.Orders.(*memory).orders[0])
		answer := answerOf(h, http.MethodGet, "/orders/1/receipt")
		if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "text/plain; charset=utf-8" || answer.Body.String() != want {
			got := answer.Body.String()
			at := max(0, difference(got, want))
			v.Wrong(verdict.Finding{Called: fmt.Sprintf("GET /orders/1/receipt, of an order in %s", state), Got: fmt.Sprintf("%d %s, %s", answer.Code, answer.Header().Get("Content-Type"), shownReceipt(got, at)), Want: "200 text/plain; charset=utf-8, " + shownReceipt(want, at),
				Why: why})
			return
		}
		why = "the first page says how the order stands now: a page of another state is another page"
	}
}

// shownReceipt is how a finding shows a receipt that differs from byte at on.
func shownReceipt(text string, at int) string {
	return fmt.Sprintf("%d bytes; at byte %d %.30q", len(text), at, text[at:])
}

// difference is the first byte at which a and b differ, or -1.
func difference(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	if len(a) == len(b) {
		return -1
	}
	return min(len(a), len(b))
}

// maxAllocs is for one receipt of 530 lines: with a regular expression compiled
// once there are about 1,600, and with one compiled for every line 25,000.
const maxAllocs = 4000

func rendersForLess(t *testing.T, v *verdict.Verdict) {
	allocs := testing.AllocsPerRun(5, func() { renderReceipt(receiptOrders[0].Order) })
	if allocs > maxAllocs {
		why := "that is work which is done anew for each of the 530 lines, and the same each time. Which function do your profiles of CPU and alloc_space name?"
		if keptEach(20) <= keptPerReceipt {
			why += " (The other fault is mended: the cache keeps no document alive any more.)"
		}
		v.Wrong(verdict.Finding{Called: "renderReceipt(order)", Got: fmt.Sprintf("%.0f allocations", allocs), Want: fmt.Sprintf("at most %d", maxAllocs),
			Why: why})
	}
}

const receipts = 200 // of as many orders

// keptPerReceipt is 4 MB for 1,000 receipts, in bytes each.
const keptPerReceipt = 4e6 / 1000

func keepsLittle(t *testing.T, v *verdict.Verdict) {
	if each := keptEach(receipts); each > keptPerReceipt {
		v.Wrong(verdict.Finding{Called: fmt.Sprintf("GET /orders/{id}/receipt of %d orders, then a garbage collection", receipts), Got: fmt.Sprintf("%.1f kB still alive for each receipt: %.0f MB for 1,000", each/1000, each/1000), Want: "at most 4 kB each: 4 MB for 1,000",
			Why: "a page has some 150 bytes. Something holds on to much more than it needs: who keeps the documents alive that the heap profile shows? (The regular expression is mended.)"})
	}
}

// keptEach is what stays alive of each of n receipts of as many orders, in bytes.
func keptEach(n int) float64 {
	h := Handler(manyOrders(n))
	before := liveHeap()
	askReceipts(h, n)
	kept := liveHeap() - before
	runtime.KeepAlive(h)
	return float64(kept) / float64(n)
}

// renderedAgain is what a request may allocate, in bytes, for a receipt that was
// asked for before: a document alone has 72 KiB.
const renderedAgain = 32 << 10

func rendersOnce(t *testing.T, v *verdict.Verdict) {
	const orders = 10
	each := allocatedAgain(orders)
	if each <= renderedAgain {
		return
	}
	why := "a document is rendered for every request again: the cache is gone, or is emptied each time. It was no mistake; what it keeps was"
	if allocatedAgain(1) <= renderedAgain {
		why = "the cache has the last page only: each other order's is rendered again. To forget them all for a new one saves memory and loses the cache; let each page be small instead"
	}
	v.Wrong(verdict.Finding{Called: fmt.Sprintf("GET /orders/{id}/receipt of %d orders, all of them for the fourth time", orders), Got: fmt.Sprintf("%d kB allocated for each request", each/1000), Want: fmt.Sprintf("at most %d kB", renderedAgain/1000),
		Why: why})
}

// allocatedAgain is what a request allocates, in bytes, of one for the receipts of
// some orders that were all asked for before.
func allocatedAgain(orders int) uint64 {
	h := Handler(manyOrders(orders))
	askReceipts(h, orders)
	const rounds = 3
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rounds {
		askReceipts(h, orders)
	}
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / uint64(rounds*orders)
}

// manyOrders are the dependencies of a service with n orders, numbered from 1.
func manyOrders(n int) *Instances {
	in := testInstances()
	m := in.Orders.(*memory)
	for id := range n {
		m.orders = append(m.orders, Order{ID: int64(id + 1), CustomerID: "ann", MerchantID: "warung", State: StateCreated})
	}
	return in
}

// askReceipts asks for the receipts of the first n orders, one after the other.
func askReceipts(h http.Handler, n int) {
	for id := range n {
		answerOf(h, http.MethodGet, fmt.Sprintf("/orders/%d/receipt", id+1))
	}
}

// liveHeap is what is alive on the heap after a garbage collection, in bytes.
func liveHeap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC() // what a pool held is free after the second
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// TestReceiptCacheBound proves task 4.4: the cache of the first pages is no leak of its own.
func TestReceiptCacheBound(t *testing.T) {
	v := verdict.For(t, "4.4")
	page, terms := pageTemplate, termsTemplate
	pageTemplate, termsTemplate = "Order {order}\n", "" // what is measured is the cache, and not the documents
	t.Cleanup(func() { pageTemplate, termsTemplate = page, terms })
	cache := newReceiptCache()
	if os.Getenv(askedByMany) != "" {
		askTogether(cache)
		return
	}
	ask := func(from, to int64) {
		for id := from; id < to; id++ {
			cache.firstPage(Order{ID: id, CustomerID: "ann", MerchantID: "warung", State: StateCreated})
		}
	}
	ask(0, 10_000)
	at10k := liveHeap()
	ask(10_000, 100_000)
	more := liveHeap() - at10k
	runtime.KeepAlive(cache)
	if more > 1e6 {
		v.Wrong(verdict.Finding{Called: "the first pages of 100,000 orders", Got: fmt.Sprintf("%.1f MB more than after the first 10,000", float64(more)/1e6), Want: "at most 1 MB more",
			Why: "a cache that forgets nothing, or only long after 10,000, is a leak with a good name: there is always another order"})
	}
	const again = 100
	allocs := testing.AllocsPerRun(5, func() { ask(100_000-again, 100_000) })
	if allocs > 2*again { // one for each may be how a cache returns its page
		v.Wrong(verdict.Finding{Called: fmt.Sprintf("the first pages of the last %d of 100,000 orders, again", again), Got: fmt.Sprintf("%.0f allocations", allocs), Want: fmt.Sprintf("at most %d", 2*again),
			Why: "a bound may forget the oldest page; the newest one is what the app asks for again"})
	}
	if v.OK() {
		forMany(t, v)
	}
}

// askedByMany is a variable that makes TestReceiptCacheBound ask from many goroutines
// at once, and do nothing else. A map that is written by two ends the process, so the
// test does that in another one.
const askedByMany = "RECEIPT_CACHE_ASKED_BY_MANY"

// forMany checks that the cache is safe for many goroutines. It may overlook one that
// is not, most of all on a single processor, and blames none that is.
func forMany(t *testing.T, v *verdict.Verdict) {
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestReceiptCacheBound$")
	child.Env = append(os.Environ(), askedByMany+"=1", "GOMAXPROCS=4")
	out, err := child.CombinedOutput()
	if err == nil {
		return
	}
	got := ""
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ") || strings.Contains(line, "DATA RACE") {
			got = strings.TrimSpace(line)
			break
		}
	}
	if got == "" {
		t.Fatalf("the test in a process of its own: %v\n%s", err, out)
	}
	v.Wrong(verdict.Finding{Called: "firstPage from 4 goroutines at once, in a process of its own", Got: got, Want: "a page for each",
		Why: "each request is a goroutine, and all of them share the cache: a map needs a mutex around it, or it ends the process, which no recovery catches"})
}

// askTogether asks for the pages of many orders from 4 goroutines.
func askTogether(cache *receiptCache) {
	var all sync.WaitGroup
	for first := range int64(4) {
		all.Go(func() {
			for i := range int64(10_000) {
				cache.firstPage(Order{ID: 4*i + first, CustomerID: "ann", MerchantID: "warung", State: StateCreated})
			}
		})
	}
	all.Wait()
}

// TestReceiptQuery checks what a receipt asks the database: one query, in a segment,
// whose rows are closed.
func TestReceiptQuery(t *testing.T) {
	v := verdict.For(t, "")
	nr, db := segmenttest.Start(t), orderdb.New(t)
	repository := NewRepository(db.DB)
	in := testInstances()
	in.Orders, in.Lookups, in.NewRelic = repository, repository, nr.App
	db.AnswerQuery(order7).RowsWillBeClosed()
	server := httptest.NewServer(Handler(in))
	defer server.Close()
	response, err := server.Client().Get(server.URL + "/orders/7/receipt")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(response.Body)
	response.Body.Close()
	if unmet := db.Mock.ExpectationsWereMet(); response.StatusCode != http.StatusOK || unmet != nil || db.DB.Stats().InUse != 0 {
		v.Wrong(verdict.Finding{Called: "GET /orders/7/receipt", Got: fmt.Sprintf("%d %q; sqlmock: %v; connections in use: %d", response.StatusCode, body, unmet, db.DB.Stats().InUse), Want: "200, one query, its rows closed, and no connection in use",
			Why: "the receipt needs its order, and gives the connection back"})
	}
	nr.Shutdown()
	if calls := nr.CallsPerTable(string(newrelic.DatastoreMySQL))["orders"]; calls != 1 {
		v.Wrong(verdict.Finding{Called: "GET /orders/7/receipt", Got: fmt.Sprintf("%d segments of a query", calls), Want: "1", Why: "what New Relic's table does not have, nobody looks for"})
	}
	for path, want := range map[string]int{"/orders/0/receipt": http.StatusNotFound, "/orders/x/receipt": http.StatusNotFound} {
		if answer := answerOf(Handler(testInstances()), http.MethodGet, path); answer.Code != want {
			v.Wrong(verdict.Finding{Called: "GET " + path, Got: shownAnswer(answer), Want: fmt.Sprint(want), Why: "no such order, no receipt"})
		}
	}
}
