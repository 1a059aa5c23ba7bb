package evidence

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/google/pprof/profile"

	"example.com/metricsworkshop/internal/verdict"
)

// readProfile returns the profile in a file's data, or what is wrong with them. It
// does not take the text formats that profile.Parse takes, which have no time and
// no kind.
func readProfile(k kind, data []byte) (*profile.Profile, *verdict.Finding) {
	if f := notBinary(k, data); f != nil {
		return nil, f
	}
	if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		var err error
		if data, err = gunzip(data); err != nil {
			return nil, k.wrong(fmt.Sprintf("a file that is cut off or damaged (unpacked: %v)", err),
				"the service or curl was stopped before the whole profile was there: wait until curl is done")
		}
		if f := notBinary(k, data); f != nil {
			return nil, f
		}
	}
	p, err := profile.ParseUncompressed(data)
	if err == nil {
		err = p.CheckValid()
	}
	if err != nil {
		return nil, k.wrong(fmt.Sprintf("bytes that are no profile (%v)", err), "the file is something else, or was changed after curl saved it")
	}
	if whatIs(p) != k.what {
		return nil, k.wrong(whatIs(p)+", by the type of its values", "each question has a profile that can answer it: this one cannot, whatever its name is")
	}
	return p, nil
}

// wrong is a finding on the file of a profile that has to be taken again.
func (k kind) wrong(got, why string) *verdict.Finding {
	return &verdict.Finding{
		Called: "read " + k.file,
		Got:    got,
		Want:   k.what + " of the running service\n" + k.command(),
		Why:    why,
	}
}

func gunzip(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// textual are texts that a debug listener answers with, by their beginnings.
var textual = []struct{ prefix, got, why string }{
	{"404", "the text of a 404: nothing is served there", "the route is missing (task 4.1), or the address is another service's"},
	{"{", "JSON, the answer of the service itself", "the profiles are on the debug listener, which has an address of its own: 127.0.0.1:6060"},
	{"<", "an HTML page", "the index is for people: every profile has a path of its own below it"},
	{"go 1.", "an execution trace", "a trace is for go tool trace: it has every event, and no samples to add up"},
	{"goroutine ", debugText, debugWhy},
	{"heap profile:", debugText, debugWhy},
	{"threadcreate profile:", debugText, debugWhy},
	{"--- ", debugText, debugWhy},
}

const (
	debugText = "the readable form of a profile, as ?debug=1 and ?debug=2 ask for"
	debugWhy  = "it is made for people and lacks what the test reads: leave ?debug away"
)

// notBinary is the finding on data that are no profile at the first glance, or nil.
func notBinary(k kind, data []byte) *verdict.Finding {
	head := data[:min(len(data), 200)]
	switch {
	case len(data) == 0:
		return k.wrong("an empty file", "curl got no answer, or was stopped before it came")
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\x1f\xef\xbf\xbd")):
		return k.wrong("bytes that a shell has taken for text and rewritten", "PowerShell's > does that: let curl write the file, with -o")
	}
	text := strings.TrimLeft(string(head), "\ufeff \t\r\n")
	for _, known := range textual {
		if strings.HasPrefix(text, known.prefix) && (isText(head) || known.prefix == "go 1.") {
			return k.wrong(known.got, known.why)
		}
	}
	if isText(head) {
		first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
		return k.wrong(fmt.Sprintf("text: %.80q", first), "a profile is binary: this is what the service said instead of giving one")
	}
	return nil
}

// isText reports whether the beginning of a file is text. That of a profile is
// not: the numbers in it are below 32.
func isText(head []byte) bool {
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && size == 1:
			return len(head) < utf8.UTFMax && !utf8.FullRune(head) // cut in two at the end
		case r < ' ' && r != '\n' && r != '\r' && r != '\t':
			return false
		}
		head = head[size:]
	}
	return true
}
