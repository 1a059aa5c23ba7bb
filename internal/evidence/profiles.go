package evidence

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/pprof/profile"

	"example.com/metricsworkshop/internal/verdict"
)

// CheckProfiles judges task 4.2: three profiles of the running service of step 4,
// taken under load in one sitting, and the answers in profiles.txt.
func CheckProfiles(t *testing.T) {
	t.Helper()
	work, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	evidence, err := filepath.Abs(folder())
	if err != nil {
		t.Fatal(err)
	}
	report(t, "4.2", checkProfiles(evidence, shippedFolder(work, evidence)))
}

// checkProfiles returns what is wrong with the profiles: one finding for each at
// most. What is wrong with the answers is only told of good profiles.
func checkProfiles(dir, shipped string) []verdict.Finding {
	data, f := readFiles(dir)
	if f != nil {
		return one(f)
	}
	var findings []verdict.Finding
	profiles := map[kind]*profile.Profile{}
	for _, k := range kinds {
		p, f := checkProfile(k, data[k], shipped)
		if f != nil {
			findings = append(findings, *f)
		}
		profiles[k] = p
	}
	if len(findings) > 0 {
		return findings
	}
	if f := notOneSitting(profiles); f != nil {
		return one(f)
	}
	return checkProfileAnswers(dir, profiles)
}

// readFiles returns the profiles' files, or tells which are missing.
func readFiles(dir string) (map[kind][]byte, *verdict.Finding) {
	data := map[kind][]byte{}
	var missing, commands []string
	for _, k := range kinds {
		content, err := os.ReadFile(filepath.Join(dir, k.file))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing = append(missing, k.file)
			commands = append(commands, k.command())
		case err != nil:
			return nil, k.wrong(err.Error(), "the test reads the profile from this file")
		}
		data[k] = content
	}
	if len(missing) == 0 {
		return data, nil
	}
	return nil, &verdict.Finding{
		Called: "read " + strings.Join(missing, ", "),
		Got:    "not in this step's folder",
		Want:   "taken here from the running service, under load, with\n" + strings.Join(commands, "\n"),
		Why:    "the three profiles have three different culprits",
	}
}

// checkProfile returns the profile in a file's data, or what is wrong with it by
// itself.
func checkProfile(k kind, data []byte, shipped string) (*profile.Profile, *verdict.Finding) {
	p, f := readProfile(k, data)
	if f != nil {
		return nil, f
	}
	if !idleWithoutMain(k, p) {
		if f := otherProgram(k, p); f != nil {
			return nil, f
		}
	}
	if f := copied(k, p, shipped); f != nil {
		return nil, f
	}
	return p, atRest(k, p)
}

// notOneSitting is the finding on profiles whose times are too far apart, or nil.
// All profiles of runtime/pprof have the time at which they were begun.
func notOneSitting(profiles map[kind]*profile.Profile) *verdict.Finding {
	var first, last kind
	for _, k := range kinds {
		at := profiles[k].TimeNanos
		if at == 0 {
			return k.wrong("a profile that does not say when it was taken", "the service writes the time into each: another tool has changed this one")
		}
		if first == (kind{}) || at < profiles[first].TimeNanos {
			first = k
		}
		if last == (kind{}) || at > profiles[last].TimeNanos {
			last = k
		}
	}
	between := time.Duration(profiles[last].TimeNanos - profiles[first].TimeNanos)
	if between <= sitting {
		return nil
	}
	var commands []string
	for _, k := range kinds {
		commands = append(commands, k.command())
	}
	return &verdict.Finding{
		Called: "compare the times in " + first.file + " and " + last.file,
		Got:    fmt.Sprintf("%s was taken %v after %s", last.file, between.Round(time.Minute), first.file),
		Want:   fmt.Sprintf("all three within %v, under the same load:\n%s", sitting, strings.Join(commands, "\n")),
		Why:    "profiles of two runs tell two stories: only those of one sitting can be read together",
	}
}
