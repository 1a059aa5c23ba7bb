package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"example.com/metricsworkshop/lab/compare"
	"example.com/metricsworkshop/lab/dashboard"
	"example.com/metricsworkshop/lab/live"
)

// compare compares the last two sides: it prints the table and the verdict, gives them
// to the page, and writes the report where -o says. The error is a wrong command.
func (s *session) compare(args string) error {
	file, text, err := cutFile(args)
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	c, err := decode[live.Comparison](text)
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	sides := s.sides.last()
	if len(sides) != 2 {
		s.say("print", fmt.Sprintf("a comparison takes two sides, and there are %d: let side measure them first", len(sides)))
		return s.done()
	}
	c.Sides = []live.Side{sides[0].Side, sides[1].Side}
	c.Held, c.Verdict = compare.Judge(sides[0], sides[1])
	s.store.SetVerdict(c.Verdict)
	if s.page != nil {
		s.page.SetComparison(c)
	}
	var table strings.Builder
	if err := compare.WriteTable(&table, c.Sides[0], c.Sides[1]); err != nil {
		return err
	}
	s.say("print", strings.TrimSuffix(table.String(), "\n"))
	if file != "" {
		if err := writeReport(file, c); err != nil {
			s.say("print", fmt.Sprintf("there is no report: %v", err))
		}
	}
	held := "not-held"
	if c.Held {
		held = "held"
	}
	s.say("verdict", held+" "+c.Verdict)
	return s.done()
}

// cutFile splits what stands behind compare: -o FILE, which may be missing, and JSON.
// A name that could be mistaken is quoted as Go quotes strings.
func cutFile(args string) (file, text string, err error) {
	rest, ok := strings.CutPrefix(args, "-o ")
	if !ok {
		return "", args, nil
	}
	if quoted, err := strconv.QuotedPrefix(rest); err == nil {
		file, err := strconv.Unquote(quoted)
		return file, strings.TrimPrefix(rest[len(quoted):], " "), err
	}
	file, text, ok = strings.Cut(rest, ` {"`)
	if !ok || file == "" {
		return "", "", errors.New("write -o FILE and then the comparison's JSON")
	}
	return file, `{"` + text, nil
}

// writeReport writes the page of a comparison to a file: all of it, or the file stays
// as it is.
func writeReport(file string, c live.Comparison) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(file), ".report-*.html")
	if err != nil {
		return fmt.Errorf("%w; name a file in a folder that exists and can be written to", err)
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	err = dashboard.WriteReport(temp, c)
	if err == nil {
		err = temp.Chmod(0o644) // it has no secret, and is there to be shown
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), file); err != nil {
		return fmt.Errorf("%w; close what has the file open, or name another one", err)
	}
	return nil
}
