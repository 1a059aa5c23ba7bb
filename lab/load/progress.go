package load

import "time"

// Progress is how far a load has come.
type Progress struct {
	Elapsed         time.Duration // since the first request
	Sent, Good, Bad int           // the rest of what was sent is under way
}

// Progress returns how far the load has come; the zero Progress before Run.
func (l *Load) Progress() Progress {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.traffic == nil {
		return Progress{}
	}
	return Progress{Elapsed: time.Since(l.began), Sent: l.log.sent, Good: l.log.good, Bad: l.log.bad}
}
