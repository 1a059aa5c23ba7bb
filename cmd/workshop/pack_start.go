package main

import (
	_ "embed" // what a pack begins with
	"fmt"
	"strings"
)

// startProgram is the one command of a pack. It stands alone: when it runs, there are
// no modules yet.
//
//go:embed packed/start.go
var startProgram string

//go:embed packed/START.md
var startTemplate string

// startText is what a learner reads first. goNames are the files with Go itself that
// lie in the pack.
func (p *packer) startText(s system, goNames []string) string {
	where := "It is not in this pack: get it from https://go.dev/dl while you have a network."
	if len(goNames) > 0 {
		where = fmt.Sprintf("It is in this pack: `%s`; https://go.dev/doc/install says how to install it.", strings.Join(goNames, "`, `"))
	}
	return strings.NewReplacer("{{system}}", s.String(), "{{commit}}", fmt.Sprintf("%.12s", p.source.commit), "{{go}}", where).Replace(startTemplate)
}
