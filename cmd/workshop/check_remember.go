package main

import (
	"bytes"
	"os"
	"path/filepath"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

// remember keeps what the tests said of a starter. A solution is nobody's progress, and
// what changed while the tests ran has not been judged.
func (c *checker) remember(r stepCheck, countMisses bool) error {
	if r.Solution || r.hash == "" {
		return nil
	}
	return learner.Update(c.Root, func(s *learner.State) {
		before := s.Results[r.Step.Name]
		same := before.Hash == r.hash
		now := learner.Result{Hash: r.hash, Tasks: map[string]learner.Status{}}
		if same {
			for id, status := range before.Tasks {
				now.Tasks[id] = status
			}
		}
		if r.problem != nil {
			now.Problem = r.problem.Title
		}
		for _, t := range r.tasks {
			known := same && before.Tasks[t.ID] == learner.Open
			if countMisses && t.status == learner.Open && !known && c.tried(r.Step, t.File) {
				s.Misses[t.ID]++
			}
			now.Tasks[t.ID] = t.status
		}
		s.Results[r.Step.Name] = now
	})
}

// tried reports whether the learner has written in the file of a task: an open task that
// nobody has begun is no miss.
func (c *checker) tried(s lesson.Step, file string) bool {
	pristine, err := lesson.Pristine(lesson.Dir{Step: s})
	if err != nil {
		return false
	}
	now, err := os.ReadFile(filepath.Join(c.Root, s.Starter(), file))
	return err == nil && !bytes.Equal(now, pristine[file])
}
