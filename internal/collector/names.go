package collector

import (
	"fmt"
	"strings"
)

// call is what a datastore metric or span is named by. A call without a
// collection has an empty one.
type call struct{ vendor, collection, operation string }

// parseCall reads Datastore/statement/VENDOR/COLLECTION/OPERATION and
// Datastore/operation/VENDOR/OPERATION, the two names that make rows.
func parseCall(name string) (call, bool) {
	if rest, ok := strings.CutPrefix(name, "Datastore/statement/"); ok {
		if parts := strings.SplitN(rest, "/", 3); len(parts) == 3 {
			return call{parts[0], parts[1], parts[2]}, true
		}
	}
	if rest, ok := strings.CutPrefix(name, "Datastore/operation/"); ok {
		if parts := strings.SplitN(rest, "/", 2); len(parts) == 2 {
			return call{parts[0], "", parts[1]}, true
		}
	}
	return call{}, false
}

// checkName checks a metric's name if it is a datastore's. A slash in a table or
// an operation makes the name mean something else.
func checkName(name string) error {
	rest, ok := strings.CutPrefix(name, "Datastore/")
	if !ok {
		return nil
	}
	kind, _, _ := strings.Cut(rest, "/")
	slashes := strings.Count(rest, "/")
	last := rest[strings.LastIndex(rest, "/")+1:]
	switch {
	case kind == "statement" && slashes == 3, kind == "operation" && slashes == 2:
		return nil
	case kind == "instance" && slashes >= 3: // a port may be the path of a socket
		return nil
	case slashes <= 1 && (last == "all" || last == "allWeb" || last == "allOther"):
		return nil
	}
	return fmt.Errorf("metric %q is no datastore path: want Datastore/statement/VENDOR/COLLECTION/OPERATION. Is there a slash in a table or an operation?", name)
}
