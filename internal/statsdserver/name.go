package statsdserver

import "strings"

// name joins a key and the tags behind it, "a:b,c", to the name ("key;a=b;c") in
// which Etsy's server adds up.
func name(key, tags string) string {
	tags, _, _ = strings.Cut(tags, "|#")
	if tags == "" {
		return sanitize(key)
	}
	for tag := range strings.SplitSeq(tags, ",") {
		tag = strings.Replace(tag, ";", "_", 1)
		key += ";" + strings.Replace(tag, ":", "=", 1)
	}
	return sanitize(key)
}

// sanitize makes each run of spaces one "_" and each "/" a "-", and drops every
// other character that Graphite's file names could not have.
func sanitize(key string) string {
	if !strings.ContainsFunc(key, forbidden) {
		return key
	}
	var b strings.Builder
	inSpace := false
	for _, r := range key {
		switch {
		case isSpace(r):
			if !inSpace {
				b.WriteByte('_')
			}
		case r == '/':
			b.WriteByte('-')
		case !forbidden(r):
			b.WriteRune(r)
		}
		inSpace = isSpace(r)
	}
	return b.String()
}

func forbidden(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	}
	return !strings.ContainsRune("_-.;=", r)
}
