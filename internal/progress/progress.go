// Package progress keeps what the command line remembers of a learner between two
// calls, in .workshop/progress.json below the repository's root.
//
// Nothing in it is the only copy of anything: what the tests said of a step is found
// again by running them, and is believed only as long as the step's files have not
// changed. A learner may delete the file at any time.
package progress

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Status is how far a task is.
type Status string

// The statuses of a task.
const (
	Done       Status = "done"        // its test passes
	Open       Status = "open"        // its test fails
	NotReached Status = "not reached" // its test did not get to run: no build, a panic, a time-out
)

// A Result is what a run of a step's tests has said.
type Result struct {
	Hash  string            `json:"hash"`  // of the files that were judged
	Tasks map[string]Status `json:"tasks"` // by the task's ID

	Problem string `json:"problem,omitempty"` // why not all tests could speak; empty if they could
}

// A State is what is remembered. Its zero value is that of a fresh clone.
type State struct {
	Results map[string]Result `json:"results,omitempty"` // by the step's name, of its starter
	Start   int               `json:"start,omitempty"`   // the number of the step that the learner began with; 0 is the first. Those before it are skipped
	Hints   map[string]int    `json:"hints,omitempty"`   // by the task's ID: the highest level that was shown
	Misses  map[string]int    `json:"misses,omitempty"`  // by the task's ID: how often a check has found it open, with other files each time
}

// File is the name of the state's file, below a repository's root.
func File(root string) string { return filepath.Join(root, ".workshop", "progress.json") }

// Load reads the state of a repository. One that is not there, or cannot be read as
// what it should be, is that of a fresh clone: a check finds out what it said. The
// error is of the disk.
func Load(root string) (State, error) {
	var s State
	text, err := os.ReadFile(File(root))
	if errors.Is(err, fs.ErrNotExist) {
		return s.filled(), nil
	}
	if err != nil {
		return s.filled(), err
	}
	if json.Unmarshal(text, &s) != nil {
		s = State{}
	}
	return s.filled(), nil
}

// filled returns s with maps that can be written to.
func (s State) filled() State {
	if s.Results == nil {
		s.Results = map[string]Result{}
	}
	if s.Hints == nil {
		s.Hints = map[string]int{}
	}
	if s.Misses == nil {
		s.Misses = map[string]int{}
	}
	return s
}

// Save writes the state of a repository. Whoever reads it meanwhile finds the one
// before or this one, whole.
func (s State) Save(root string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	name := File(root)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "progress-*.json")
	if err != nil {
		return err
	}
	_, err = temp.Write(append(text, '\n'))
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		os.Remove(temp.Name())
		return fmt.Errorf("remember your progress: %w", err)
	}
	return nil
}

// Update loads the state of a repository, changes it and saves it.
func Update(root string, change func(*State)) error {
	s, err := Load(root)
	if err != nil {
		return err
	}
	change(&s)
	return s.Save(root)
}
