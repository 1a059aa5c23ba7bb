package main

import (
	"encoding/json"
	"os"
)

// evidenceVariable names the folder that a step's tests read evidence from,
// instead of their own. Empty is not set.
const evidenceVariable = "WORKSHOP_EVIDENCE"

// writeOverlay writes a file for the go command's -overlay, which reads the files of
// the map in the place of its keys. What is replaced by "" is gone.
func writeOverlay(name string, replace map[string]string) error {
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o644)
}
