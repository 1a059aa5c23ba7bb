package statsdserver

import (
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"
)

func TestTimer(t *testing.T) {
	tests := []struct {
		name        string
		percentiles []float64
		values      []float64
		rate        float64 // 0 is 1
		want        Timer
	}{
		{
			name: "ten times", percentiles: []float64{90}, values: []float64{100, 20, 30, 40, 50, 60, 70, 80, 90, 10},
			want: Timer{
				"count": 10, "count_ps": 5, "lower": 10, "upper": 100, "sum": 550, "sum_squares": 38500, "mean": 55, "median": 55,
				"std": math.Sqrt(825), "count_90": 9, "mean_90": 50, "upper_90": 90, "sum_90": 450, "sum_squares_90": 28500,
			},
		},
		{
			name: "one time", percentiles: []float64{90, -10}, values: []float64{7},
			want: Timer{
				"count": 1, "count_ps": 0.5, "lower": 7, "upper": 7, "sum": 7, "sum_squares": 49, "mean": 7, "median": 7, "std": 0,
				"count_90": 1, "mean_90": 7, "upper_90": 7, "sum_90": 7, "sum_squares_90": 49,
				"count_top10": 1, "mean_top10": 7, "lower_top10": 7, "sum_top10": 7, "sum_squares_top10": 49,
			},
		},
		{
			name: "below six nothing is left out", percentiles: []float64{90}, values: []float64{10, 10, 10, 10, 1000},
			want: Timer{
				"count": 5, "count_ps": 2.5, "lower": 10, "upper": 1000, "sum": 1040, "sum_squares": 1000400, "mean": 208, "median": 10,
				"std": 396, "count_90": 5, "mean_90": 208, "upper_90": 1000, "sum_90": 1040, "sum_squares_90": 1000400,
			},
		},
		{
			name: "sampled: the counts alone are scaled", values: []float64{5, 7}, rate: 0.1,
			want: Timer{
				"count": 20, "count_ps": 10, "lower": 5, "upper": 7, "sum": 12, "sum_squares": 74, "mean": 6, "median": 6, "std": 1,
			},
		},
		{
			name: "a share of none", percentiles: []float64{10}, values: []float64{1, 3},
			want: Timer{
				"count": 2, "count_ps": 1, "lower": 1, "upper": 3, "sum": 4, "sum_squares": 10, "mean": 2, "median": 2, "std": 1,
			},
		},
		{
			name: "the highest", percentiles: []float64{-50, -100}, values: []float64{4, 1, 2, 3},
			want: Timer{
				"count": 4, "count_ps": 2, "lower": 1, "upper": 4, "sum": 10, "sum_squares": 30, "mean": 2.5, "median": 2.5, "std": math.Sqrt(1.25),
				"count_top50": 2, "mean_top50": 3.5, "lower_top50": 3, "sum_top50": 7, "sum_squares_top50": 25,
				"count_top100": 4, "mean_top100": 2.5, "lower_top100": 1, "sum_top100": 10, "sum_squares_top100": 30,
			},
		},
		{
			name: "a share with a point", percentiles: []float64{99.9}, values: []float64{2, 4},
			want: Timer{
				"count": 2, "count_ps": 1, "lower": 2, "upper": 4, "sum": 6, "sum_squares": 20, "mean": 3, "median": 3, "std": 1,
				"count_99_9": 2, "mean_99_9": 3, "upper_99_9": 4, "sum_99_9": 6, "sum_squares_99_9": 20,
			},
		},
		{
			name: "squares that are too large are left out", values: []float64{1e200},
			want: Timer{"count": 1, "count_ps": 0.5, "lower": 1e200, "upper": 1e200, "sum": 1e200, "mean": 1e200, "median": 1e200, "std": 0},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := NewAggregator(tt.percentiles...)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range tt.values {
				line := fmt.Sprintf("t:%v|ms", v)
				if tt.rate != 0 {
					line += fmt.Sprintf("|@%v", tt.rate)
				}
				a.Add([]byte(line))
			}
			f := a.Flush(time.Time{}, 2*time.Second)
			if got := f.Timers["t"]; !reflect.DeepEqual(got, tt.want) {
				t.Errorf("figures of %v = %v\nwant %v", tt.values, got, tt.want)
			}
		})
	}
}

func TestPercentilesAreShares(t *testing.T) {
	for _, share := range []float64{0, 100.1, -101, math.NaN(), math.Inf(1)} {
		if a, err := NewAggregator(90, share); err == nil {
			t.Errorf("NewAggregator(90, %v) = %v, nil; want an error", share, a)
		}
	}
}
