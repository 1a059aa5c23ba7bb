package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkCreate and BenchmarkState measure one call through the whole handler
// stack over the in-memory repository: what the service itself costs.
//
//	go test -run '^$' -bench . -benchmem
func BenchmarkCreate(b *testing.B) {
	benchmark(b, http.StatusCreated, func() *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/orders", strings.NewReader(`{"customer_id":"ann","merchant_id":"warung"}`))
		r.Header.Set("Content-Type", "application/json")
		return r
	})
}

func BenchmarkState(b *testing.B) {
	benchmark(b, http.StatusOK, func() *http.Request {
		return httptest.NewRequest(http.MethodGet, "/orders/1/state", nil)
	})
}

// benchmark serves requests, and fails unless each gets the status. Building
// the request and the recorder is part of the figure.
func benchmark(b *testing.B, status int, request func() *http.Request) {
	in := testInstances()
	if _, err := in.Orders.Create(b.Context(), "ann", "warung"); err != nil {
		b.Fatal(err)
	}
	h := Handler(in)
	b.ReportAllocs()
	for b.Loop() {
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, request())
		if answer.Code != status {
			b.Fatalf("status %d; want %d", answer.Code, status)
		}
	}
}
