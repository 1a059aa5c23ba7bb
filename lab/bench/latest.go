package bench

// Latest returns the value of the gauge that came last, whatever its key, and how
// many have come: a number that has grown says that the value is a new one.
func (g *Gauges) Latest() (goroutines, samples int) {
	latest, samples, _ := g.now()
	return int(latest), samples
}
