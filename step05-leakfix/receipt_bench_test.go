package main

import "testing"

// BenchmarkReceipt is one receipt, rendered: what a request pays that the cache
// does not spare.
func BenchmarkReceipt(b *testing.B) {
	order := Order{ID: 4711, CustomerID: "customer-ann", MerchantID: "merchant-warung", DriverID: "driver-dan", State: StateComplete}
	b.ReportAllocs()
	for b.Loop() {
		renderReceipt(order)
	}
}
