package recorder

import (
	"bytes"
	"time"

	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/live"
)

// How many lines of a second are shown. More than that nobody can read, and a line
// that came by hand would be gone from the page before it was seen.
const (
	linesPerSample = 50
	badPerSample   = 20
)

// The kinds of a live.Wire.
const (
	kindStatsD  = "statsd"
	kindBad     = "bad"
	kindSegment = "segment"
	kindMore    = "more" // says how many others there were
)

// Datagram counts the lines of a datagram, and keeps some to be shown. It is for
// statsdserver.Options.OnDatagram.
func (r *Recorder) Datagram(datagram []byte) {
	at := time.Now().UnixMilli()
	r.mu.Lock()
	defer r.mu.Unlock()
	for line := range bytes.SplitSeq(datagram, []byte("\n")) {
		if len(line) > 0 {
			r.line(at, line)
		}
	}
}

// line counts a line. Whoever calls it holds r.mu.
func (r *Recorder) line(at int64, line []byte) {
	samples, bad, _ := statsdserver.Parse(line)
	r.figures.add(line, samples)
	if len(bad) > 0 {
		reason := string(bad[0].Reason)
		r.bad.add(reason, live.Wire{At: at, Kind: kindBad, Text: bad[0].Line + ": " + reason})
		return
	}
	r.lines.add(samples[0].Key, live.Wire{At: at, Kind: kindStatsD, Text: string(line)})
}
