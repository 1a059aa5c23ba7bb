package main

import (
	"fmt"
	"regexp"
	"strings"
)

// lineOf finds the first line of a stack that is the learner's own code, or else the
// step's tests', as in "order.go:12, FromTo".
func (r *stepCheck) lineOf(stack string) string {
	frame := regexp.MustCompile(`(?m)^(.*)\n\s+\S*?` + regexp.QuoteMeta(r.Path()) + `/(\w+\.go):(\d+)`)
	inTest := ""
	for _, m := range frame.FindAllStringSubmatch(stack, -1) {
		at := fmt.Sprintf("%s:%s, %s", m[2], m[3], functionOf(m[1]))
		if !strings.HasSuffix(m[2], "_test.go") {
			return at
		}
		if inTest == "" {
			inTest = at
		}
	}
	return inTest
}

// functionOf is the name of a function in a stack, as people say it.
func functionOf(frame string) string {
	frame = strings.TrimPrefix(strings.TrimSpace(frame), "created by ")
	frame, _, _ = strings.Cut(frame, " in goroutine")
	if end := strings.LastIndexByte(frame, '('); end > 0 {
		frame = frame[:end]
	}
	frame = frame[strings.LastIndexByte(frame, '/')+1:]
	_, name, _ := strings.Cut(frame, ".")
	return strings.NewReplacer("(*", "", ")", "").Replace(name)
}
