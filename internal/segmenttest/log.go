package segmenttest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// agentLog is the agent's logger. The agent tells nobody but its log when it is
// used wrongly: End returns nothing, and the default logger is silent.
type agentLog struct {
	agent *Agent

	mu    sync.Mutex
	warns []string
}

// errorLine is one line that the agent logged as an error.
type errorLine struct {
	message string // "unable to end datastore segment"
	reason  string
	text    string // all of it
}

// Error keeps the line with the call that is under way.
func (l *agentLog) Error(message string, details map[string]any) {
	reason, _ := details["reason"].(string)
	a := l.agent
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.current()
	c.errors = append(c.errors, errorLine{message, reason, format(message, details)})
}

// Warn keeps the line for an agent that does not connect.
func (l *agentLog) Warn(message string, details map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.warns = append(l.warns, format(message, details))
}

func (l *agentLog) warnings() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.warns)
}

// Info, Debug and DebugEnabled complete newrelic.Logger.
func (*agentLog) Info(string, map[string]any)  {}
func (*agentLog) Debug(string, map[string]any) {}
func (*agentLog) DebugEnabled() bool           { return false }

// format is a line of the log: message, then the details by name.
func format(message string, details map[string]any) string {
	var b strings.Builder
	b.WriteString(message)
	for _, name := range slices.Sorted(maps.Keys(details)) {
		fmt.Fprintf(&b, ", %s: %v", name, details[name])
	}
	return b.String()
}
