package evidence

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/google/pprof/profile"

	"example.com/metricsworkshop/internal/verdict"
)

// The step that the profiles are of. Its solution is the finished service.
const (
	profiledStep = "step04-pprof"
	solutions    = "solutions"
)

var stepName = regexp.MustCompile(`^step\d\d-`)

// otherProgram is the finding on a profile of another program than the starter of
// step 4, or nil.
func otherProgram(k kind, p *profile.Profile) *verdict.Finding {
	dirs := mainFolders(p)
	if len(dirs) == 0 {
		return k.wrong("a profile of another program"+programFile(p)+": it has no function of the service's package main",
			"another program listens on this address, or a test was profiled: start the service with\n"+loadCommand)
	}
	if slices.ContainsFunc(dirs, isFinished) {
		return k.wrong("a profile of the finished service, "+solutions+"/"+profiledStep,
			"there is nothing to find in the finished one: run 4, not solutions/4\n"+loadCommand)
	}
	// Code of libraries that was inlined into package main keeps its own folder, so
	// one folder that is right is enough.
	if slices.ContainsFunc(dirs, func(dir string) bool { return path.Base(dir) == profiledStep }) {
		return nil
	}
	if i := slices.IndexFunc(dirs, func(dir string) bool { return stepName.MatchString(path.Base(dir)) }); i >= 0 {
		return k.wrong("a profile of another step's service: its package main lies in "+path.Base(dirs[i]),
			"the receipts of step 4 are asked about: start it with\n"+loadCommand)
	}
	return k.wrong(fmt.Sprintf("a profile of another program%s: its package main lies in %s, not in %s", programFile(p), dirs[0], profiledStep),
		"another program listens on this address: start the service with\n"+loadCommand)
}

func isFinished(dir string) bool {
	return path.Base(dir) == profiledStep && path.Base(path.Dir(dir)) == solutions
}

// mainFolders are the folders that package main's files lie in, with slashes, in
// the profile's order. A package of a test is none: its only file with a name of
// package main is generated.
func mainFolders(p *profile.Profile) []string {
	var dirs []string
	seen := map[string]bool{}
	for _, f := range p.Function {
		if !isMain(f.Name) {
			continue
		}
		// The runtime writes slashes on Windows, too; other tools may not.
		file := strings.ReplaceAll(f.Filename, `\`, "/")
		dir := path.Dir(file)
		if dir == "." || path.Base(file) == "_testmain.go" || seen[dir] { // generated code has no folder
			continue
		}
		seen[dir] = true
		dirs = append(dirs, dir)
	}
	return dirs
}

func isMain(function string) bool { return strings.HasPrefix(function, "main.") }

// programFile is the file that was profiled, as " (lab)", or nothing if the
// profile does not say.
func programFile(p *profile.Profile) string {
	if len(p.Mapping) == 0 || p.Mapping[0].File == "" {
		return ""
	}
	return " (" + path.Base(strings.ReplaceAll(p.Mapping[0].File, `\`, "/")) + ")"
}
