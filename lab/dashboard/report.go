package dashboard

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"

	"example.com/metricsworkshop/lab/live"
)

//go:embed report.html
var reportHTML string

var reportTemplate = template.Must(template.New("report").Parse(reportHTML))

// What the report takes over from the page: how it looks, and the scripts that draw
// the sides, each after those that it uses.
var (
	reportStyles  = []string{"uplot/uPlot.min.css", "style.css"}
	reportScripts = []string{
		"uplot/uPlot.iife.min.js", "dom.js", "figures.js", "samples.js", "drawing.js", "chart.js", "result.js", "sides.js", "compare.js", "report.js",
	}
)

// A report is what the template needs. The fields whose types are the template's are
// trusted to be what they say: they are the workshop's own files, and JSON that
// package json has escaped for HTML. All others become text.
type report struct {
	live.Comparison
	Style  template.CSS
	Script template.JS
	Data   template.JS
}

// WriteReport writes a comparison as one HTML file: it needs no other file, asks
// nobody for one, and opens without a server, too. It returns the errors of w.
func WriteReport(w io.Writer, c live.Comparison) error {
	style, err := joined(reportStyles)
	if err != nil {
		return err
	}
	script, err := joined(reportScripts)
	if err != nil {
		return err
	}
	licence, err := joined([]string{"uplot/LICENSE"}) // a report is a copy of uPlot, too
	if err != nil {
		return err
	}
	script = "/* uPlot:\n" + licence + "*/\n" + script
	data, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("the comparison as JSON: %w", err)
	}
	return reportTemplate.Execute(w, report{c, template.CSS(style), template.JS(script), template.JS(data)})
}

// joined returns the contents of some of the page's files, one after another.
func joined(names []string) (string, error) {
	var all strings.Builder
	for _, name := range names {
		content, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return "", err
		}
		all.Write(content)
		all.WriteByte('\n')
	}
	return all.String(), nil
}
