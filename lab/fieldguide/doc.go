// Package fieldguide reproduces what docs/field-guide.md describes: its tests bring
// about each symptom on a real MySQL protocol, and check that what a reader would
// find in a dump, a log or an error is there, and in the guide.
package fieldguide
