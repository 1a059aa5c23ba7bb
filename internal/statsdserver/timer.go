package statsdserver

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Timer is the figures of one timer, in milliseconds but for the counts, under
// Etsy's names: count, count_ps (per second), lower, upper, mean, median, std,
// sum and sum_squares. Each percentile adds some, for 90: count_90, mean_90,
// upper_90, sum_90 and sum_squares_90, all over the lowest 90 % of the values.
// upper_90 is therefore the largest of these, and mean_90 leaves out the slowest
// tenth; below 6 values there is no tenth to leave out. A percentile of -10 is
// about the highest tenth: mean_top10, lower_top10 and so on.
//
// A timer without values in the interval has only count and count_ps, both 0: a
// chart has a gap there, and no mean of 0.
type Timer map[string]float64

// timer is what came for one timer in an interval.
type timer struct {
	values []float64
	count  float64 // of the values and those that the clients left out by their sample rate
}

// figures returns the timer's figures over an interval. It sorts the values.
//
// It adds up in the order in which Etsy's server does, for the same last digit;
// a product is made a float64 of its own, because on some processors Go would
// else multiply and add in one more exact step.
func (t *timer) figures(percentiles []percentile, seconds float64) Timer {
	figures := Timer{"count": t.count, "count_ps": t.count / seconds}
	if len(t.values) > 0 {
		slices.Sort(t.values)
		sums := cumulate(t.values)
		for _, p := range percentiles {
			p.figures(t.values, sums, figures)
		}
		t.totals(sums, figures)
	}
	maps.DeleteFunc(figures, func(_ string, f float64) bool { return !finite(f) })
	return figures
}

// totals adds the figures over all values, which are sorted.
func (t *timer) totals(sums []sum, figures Timer) {
	n := len(t.values)
	all := sums[n]
	mean := all.sum / float64(n)
	squares := 0.0
	for _, v := range t.values {
		squares += float64((v - mean) * (v - mean))
	}
	median := t.values[n/2]
	if n%2 == 0 {
		median = (t.values[n/2-1] + median) / 2
	}
	figures["lower"] = t.values[0]
	figures["upper"] = t.values[n-1]
	figures["mean"] = mean
	figures["median"] = median
	figures["std"] = math.Sqrt(squares / float64(n))
	figures["sum"] = all.sum
	figures["sum_squares"] = all.squares
}

// sum is of some values, and of their squares.
type sum struct{ sum, squares float64 }

// cumulate returns, at place n, the sum of the first n values.
func cumulate(values []float64) []sum {
	sums := make([]sum, 1, len(values)+1)
	var s sum
	for _, v := range values {
		s.sum += v
		s.squares += float64(v * v)
		sums = append(sums, s)
	}
	return sums
}

// percentile is a share of the values, in percent: of the lowest ones, or of the
// highest if it is negative.
type percentile struct {
	share float64
	name  string // 99_9, top10
}

func newPercentile(share float64) (percentile, error) {
	if !(math.Abs(share) > 0 && math.Abs(share) <= 100) {
		return percentile{}, fmt.Errorf("percentile %v: want above 0 and at most 100, or the same with a minus sign", share)
	}
	name := strconv.FormatFloat(share, 'f', -1, 64)
	name = strings.Replace(name, ".", "_", 1)
	return percentile{share, strings.Replace(name, "-", "top", 1)}, nil
}

// figures adds the figures of the percentile over sorted values to figures.
func (p percentile) figures(values []float64, sums []sum, figures Timer) {
	count := len(values)
	n := 1
	if count > 1 { // a single value counts, however small the share is
		n = int(math.Round(math.Abs(p.share) / 100 * float64(count)))
	}
	if n == 0 {
		return
	}
	bound, boundary, s := "upper_", values[n-1], sums[n]
	if p.share < 0 {
		bound, boundary = "lower_", values[count-n]
		s = sum{sums[count].sum - sums[count-n].sum, sums[count].squares - sums[count-n].squares}
	}
	figures["count_"+p.name] = float64(n)
	figures["mean_"+p.name] = s.sum / float64(n)
	figures[bound+p.name] = boundary
	figures["sum_"+p.name] = s.sum
	figures["sum_squares_"+p.name] = s.squares
}
