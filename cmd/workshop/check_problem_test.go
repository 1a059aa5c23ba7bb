package main

import (
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// raced is what the race detector said of a Transition that counts in two goroutines.
const raced = `=== RUN   TestTransition
==================
WARNING: DATA RACE
Read at 0x000001c5e6a8 by goroutine 698:
  example.com/metricsworkshop/step01-service.(*Repository).Transition.func1()
      /home/ann/workshop/step01-service/repository.go:77 +0x2a

Previous write at 0x000001c5e6a8 by goroutine 697:
  example.com/metricsworkshop/step01-service.(*Repository).Transition()
      /home/ann/workshop/step01-service/repository.go:78 +0x5c
  example.com/metricsworkshop/step01-service.TestTransition.func2()
      /home/ann/workshop/step01-service/repository_test.go:60 +0x11a

Goroutine 698 (running) created at:
  example.com/metricsworkshop/step01-service.(*Repository).Transition()
      /home/ann/workshop/step01-service/repository.go:77 +0x44
==================
`

func TestRaceProblem(t *testing.T) {
	r := &stepCheck{target: target{Dir: lesson.Dir{Step: lesson.Steps[0]}}, run: testRun{output: raced}}
	p := findProblem("/home/ann/workshop", r, nil)
	if p == nil || p.Kind != "race" {
		t.Fatalf("findProblem = %+v; want a race", p)
	}
	want := "Read: repository.go:77, Repository.Transition.func1\nPrevious write: repository.go:78, Repository.Transition"
	if p.Text != want {
		t.Errorf("the lines that race are\n%s\nwant\n%s", p.Text, want)
	}
}

// TestLineOf has the stacks of a system whose paths hold a drive, and of code that only
// the tests call.
func TestLineOf(t *testing.T) {
	tests := []struct{ name, stack, want string }{
		{"the learner's line before the test's", `
goroutine 7 [running]:
testing.tRunner.func1.2({0x7, 0x8})
	C:/go/src/testing/testing.go:1974 +0x2f2
panic({0x7?, 0x8?})
	C:/go/src/runtime/panic.go:860 +0x13a
example.com/metricsworkshop/step01-service.helper(...)
	C:/Users/ann/workshop/step01-service/order_test.go:12
example.com/metricsworkshop/step01-service.FromTo({0x7, 0x8})
	C:/Users/ann/workshop/step01-service/order.go:57 +0x1d
`, "order.go:57, FromTo"},
		{"the test's if there is no other", `
example.com/metricsworkshop/step01-service.TestRun(0xc0)
	/home/ann/step01-service/main_test.go:30 +0x1d
`, "main_test.go:30, TestRun"},
		{"neither", "main.main()\n\t_testmain.go:80 +0x1d\n", ""},
	}
	r := &stepCheck{target: target{Dir: lesson.Dir{Step: lesson.Steps[0]}}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := r.lineOf(tt.stack); got != tt.want {
				t.Errorf("lineOf = %q; want %q", got, tt.want)
			}
		})
	}
}

// TestInStep has what the go command prints of a file that was put in the place of the
// learner's, here and on a system with drives.
func TestInStep(t *testing.T) {
	r := &stepCheck{target: target{Dir: lesson.Dir{Step: lesson.Steps[0]}}}
	tests := []struct{ text, want string }{
		{"./order.go:60:13: undefined: x", "order.go:60:13: undefined: x"},
		{`.\order.go:60:13: undefined: x`, "order.go:60:13: undefined: x"},
		{"\t./order.go:4:1: other declaration", "\torder.go:4:1: other declaration"},
		{"../../tmp/workshop-check-17/step01-service/order_test.go:5:2: undefined: x", "order_test.go:5:2: undefined: x"},
		{`C:\Users\Ann B\Temp\workshop-check-17\step01-service\order_test.go:5:2: undefined: x`, "order_test.go:5:2: undefined: x"},
		{"/tmp/workshop-check-17/solutions/step01-service/order_test.go:5:2: no", "order_test.go:5:2: no"},
		{"found packages main (a.go) and b (b.go) in /home/ann/step01-service", "found packages main (a.go) and b (b.go) in step01-service"},
	}
	for _, tt := range tests {
		if got := r.inStep("/home/ann", tt.text); got != tt.want {
			t.Errorf("inStep(%q) = %q; want %q", tt.text, got, tt.want)
		}
	}
}
