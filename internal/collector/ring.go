package collector

import "slices"

// ring keeps the newest size values.
type ring[T any] struct {
	size   int
	values []T
	oldest int // index of the oldest once the ring is full
}

func (r *ring[T]) add(v T) {
	if len(r.values) < r.size {
		r.values = append(r.values, v)
		return
	}
	r.values[r.oldest] = v
	r.oldest = (r.oldest + 1) % r.size
}

// all returns a copy of the values, the oldest first.
func (r *ring[T]) all() []T {
	return slices.Concat(r.values[r.oldest:], r.values[:r.oldest])
}
