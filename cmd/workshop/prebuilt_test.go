package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPrebuiltFits changes one thing at a time.
func TestPrebuiltFits(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *prebuilt)
		write  string // a file of the repository
		want   bool
	}{
		{name: "as it was packed", want: true},
		{name: "a test of the lab", write: "lab/main_test.go", want: true},
		{name: "what an editor leaves", write: "lab/.main.go.swp", want: true},
		{name: "a step", write: "step01-service/order.go", want: true},
		{name: "a file of the lab", write: "lab/main.go"},
		{name: "a new file of the lab", write: "lab/page/more.js"},
		{name: "what it shares with the steps", write: "internal/collector/rows.go"},
		{name: "the versions of its modules", write: "lab/go.sum"},
		{name: "the versions of the shared modules", write: "go.mod"},
		{name: "a copy that was cut", write: ".workshop/bin/lab"},
		{name: "another system", change: func(p *prebuilt) { p.System = "plan9/386" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := t.TempDir()
			for _, name := range []string{"go.mod", "lab/main.go", "lab/go.sum", "internal/collector/rows.go", ".workshop/bin/lab"} {
				if err := (packedFile{name: name, content: []byte(name)}).write(root); err != nil {
					t.Fatal(err)
				}
			}
			program := filepath.Join(root, ".workshop", "bin", "lab")
			sources, err := labSources(root)
			if err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(program)
			if err != nil {
				t.Fatal(err)
			}
			p := prebuilt{System: thisSystem().String(), Sources: sources, Size: info.Size()}
			if tt.change != nil {
				tt.change(&p)
			}
			if tt.write != "" {
				if err := (packedFile{name: tt.write, content: []byte("changed")}).write(root); err != nil {
					t.Fatal(err)
				}
			}
			if got := p.fits(root, program); got != tt.want {
				t.Errorf("fits() = %v; want %v", got, tt.want)
			}
		})
	}
}
