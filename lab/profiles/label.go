package profiles

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/google/pprof/profile"
)

// sourceFiles are the extensions of the files that the source page may show. It reads
// any file that a profile names, and a profile is whatever the service sends.
var sourceFiles = []string{".go", ".s"}

// label has pprof's pages say which snapshot they show: in the title, and in the
// details that a click on it opens. It also takes out of the profile what the pages
// should not follow: files that are no source, and a link to the outside.
func label(prof *profile.Profile, e *entry) {
	if len(prof.Mapping) == 0 {
		prof.Mapping = []*profile.Mapping{{ID: 1}}
		for _, l := range prof.Location {
			l.Mapping = prof.Mapping[0]
		}
	}
	prof.Mapping[0].File = title(e) // pprof's title is the program's name
	prof.Comments = append(prof.Comments, fmt.Sprintf("Snapshot %s: %s of %s at %s: %s",
		e.ID, e.Kind, e.Service, time.UnixMilli(e.Taken).Format(time.TimeOnly), e.Note))
	prof.DocURL = ""
	for _, f := range prof.Function {
		if f.Filename != "" && !slices.Contains(sourceFiles, path.Ext(f.Filename)) {
			f.Filename += " (not shown)" // no file has that name
		}
	}
}

// title returns the title of a snapshot's pages. It has no slash: pprof shows what
// stands behind the last one.
func title(e *entry) string {
	which := "snapshot " + e.ID
	if e.Base != "" {
		which += " (" + e.of + " − " + e.Base + ")"
	}
	return which + " of " + strings.ReplaceAll(e.Service, "/", " › ")
}
