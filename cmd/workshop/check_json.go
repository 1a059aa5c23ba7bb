package main

import (
	"encoding/json"
	"io"

	learner "example.com/metricsworkshop/internal/progress"
)

// A jsonCheck is what check -json prints. Its help tells of the fields.
type jsonCheck struct {
	OK    bool       `json:"ok"`
	Steps []jsonStep `json:"steps"`
}

type jsonStep struct {
	Step    int        `json:"step"`
	Folder  string     `json:"folder"`
	OK      bool       `json:"ok"`
	Race    bool       `json:"race"`
	Problem *problem   `json:"problem"`
	Tasks   []jsonTask `json:"tasks"`
	Broken  []string   `json:"broken"`
	Own     []string   `json:"own"`
	Notes   []string   `json:"notes"`
}

type jsonTask struct {
	ID     string         `json:"id"`
	Title  string         `json:"title"`
	Track  string         `json:"track"`
	File   string         `json:"file"`
	Status learner.Status `json:"status"`
	Test   string         `json:"test"`
	Output string         `json:"output,omitempty"`
}

// printJSON prints results as one object.
func printJSON(w io.Writer, results []stepCheck) error {
	all := jsonCheck{OK: allOK(results)}
	for _, r := range results {
		step := jsonStep{
			Step: r.Step.Number, Folder: r.Path(), OK: r.ok(), Race: r.race, Problem: r.problem,
			Broken: orEmpty(r.broken), Own: orEmpty(r.own), Notes: orEmpty(r.notes),
		}
		for _, t := range r.tasks {
			task := jsonTask{ID: t.ID, Title: t.Title, Track: string(t.Track), File: t.File, Status: t.status, Test: t.Test}
			if t.status == learner.Open {
				task.Output = r.output(r.failing(t))
			}
			step.Tasks = append(step.Tasks, task)
		}
		all.Steps = append(all.Steps, step)
	}
	return encodeJSON(w, all)
}

// encodeJSON prints a value for programs that people read along with.
func encodeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// orEmpty is a list that JSON has as one, and not as null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
