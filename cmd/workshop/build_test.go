package main

import (
	"fmt"
	"testing"
)

func TestBuildOutput(t *testing.T) {
	const printed = "go: downloading github.com/gorilla/mux v1.8.1\n" +
		"internal/byteorder\nexample.com/metrics/step01-service\n" +
		"# example.com/metrics/step01-service\nstep01-service/order.go:3:4: undefined: x\n"
	output := &buildOutput{}
	for _, b := range []byte(printed) { // in the smallest pieces
		if _, err := output.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := output.rest(), "# example.com/metrics/step01-service\nstep01-service/order.go:3:4: undefined: x\n"; got != want {
		t.Errorf("rest() = %q; want %q", got, want)
	}
	for total, want := range map[int]string{-1: "2 packages", 5: "2 of 5 packages", 2: "linking"} {
		if got := output.progress(total); got != want {
			t.Errorf("progress(%d) = %q; want %q", total, got, want)
		}
	}
}

func TestBuildOutputDownloads(t *testing.T) {
	output := &buildOutput{}
	fmt.Fprintln(output, "go: downloading github.com/gorilla/mux v1.8.1")
	if got, want := output.progress(-1), "downloading modules, 1 so far"; got != want {
		t.Errorf("progress(-1) = %q; want %q", got, want)
	}
}
