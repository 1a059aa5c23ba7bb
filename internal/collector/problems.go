package collector

import (
	"fmt"
	"slices"
)

// problems are the distinct texts of what was wrong, in the order in which they
// first occurred.
type problems struct {
	order []string
	times map[string]int
	more  int // occurrences of texts beyond maxProblems
}

// Problems returns what the strict self-test found wrong in what agents sent, and
// in what they were answered. It is empty while all is well.
func (c *Collector) Problems() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	texts := slices.Clone(c.problems.order)
	for i, text := range texts {
		if n := c.problems.times[text]; n > 1 {
			texts[i] = fmt.Sprintf("%s (%d times)", text, n)
		}
	}
	if c.problems.more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more of other kinds", c.problems.more))
	}
	return texts
}

// problem records one. The caller must not hold c.mu.
func (c *Collector) problem(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if isNew := c.addProblem(text); isNew && c.options.OnProblem != nil {
		c.options.OnProblem(text)
	}
}

func (c *Collector) addProblem(text string) (isNew bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := &c.problems
	if p.times[text] > 0 {
		p.times[text]++
		return false
	}
	if len(p.order) == maxProblems {
		p.more++
		return false
	}
	if p.times == nil {
		p.times = map[string]int{}
	}
	p.times[text] = 1
	p.order = append(p.order, text)
	return true
}
