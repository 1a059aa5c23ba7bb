// Start makes an unpacked workshop ready, without a network: it puts the modules that
// lie beside it into Go's own cache, and looks at the machine. It may be run again.
//
// Usage:
//
//	go run start.go
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

const (
	goNeeded   = "go1.26"
	repository = "workshop"
	modules    = "modules"

	notReady = 3 // the exit status if the machine is not ready
	damaged  = 4 // if the pack is
)

// An exitError is an error with an exit status of its own.
type exitError struct {
	code int
	text string
}

func (e *exitError) Error() string { return e.text }

func main() {
	if err := start(); err != nil {
		fmt.Fprintln(os.Stderr, "start:", err)
		var exit *exitError
		if errors.As(err, &exit) {
			os.Exit(exit.code)
		}
		os.Exit(notReady)
	}
	fmt.Print("\nReady. Go on with:\n\n  cd " + filepath.Join(repository, "step01-service") + "\n  go test ./...\n")
}

func start() error {
	if release, _, _ := strings.Cut(runtime.Version(), "-"); version.IsValid(release) && version.Compare(release, goNeeded) < 0 {
		return &exitError{notReady, fmt.Sprintf("%s is too old: the workshop needs %s or later\n"+
			"Install it from https://go.dev/dl, or from the folder go of this pack if there is one.", runtime.Version(), goNeeded)}
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	for _, dir := range []string{modules, repository} {
		if _, err := os.Stat(dir); err != nil {
			return &exitError{damaged, fmt.Sprintf("%v\nGo to the folder that holds start.go; if you are there, unpack the zip again, all of it.", err)}
		}
	}
	if err := installLab(filepath.Join(repository, ".workshop", "bin")); err != nil {
		return err
	}
	for _, part := range []struct {
		what, dir string
		args      []string
	}{
		{"the workshop's modules", repository, []string{"-deps", "-test", "./..."}},
		{"the lab's", filepath.Join(repository, "lab"), []string{"-deps", "-test", "./..."}},
		{"those of two linters", repository, []string{"-modfile=linters.mod", "-deps", "tool"}},
	} {
		if err := fillCache(part.what, part.dir, proxyURL(filepath.Join(here, modules)), part.args); err != nil {
			return err
		}
	}
	fmt.Println("building the workshop's command line: some seconds")
	doctor := exec.Command("go", "tool", "workshop", "doctor")
	doctor.Dir = repository
	doctor.Env = append(os.Environ(), "GOTOOLCHAIN=local") // no other Go can be had here
	doctor.Stdin, doctor.Stdout, doctor.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = doctor.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &exitError{max(notReady, exit.ExitCode()), "do what the lines above say, and start again: go run start.go"}
	}
	return err
}

// fillCache puts the modules that a listing needs into Go's cache. The go command
// compares them with the checksums in go.sum.
func fillCache(what, dir, proxy string, args []string) error {
	began := time.Now()
	fmt.Printf("putting %s into Go's cache\n", what)
	cmd := exec.Command("go", append([]string{"list", "-f", ""}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY="+proxy, "GOTOOLCHAIN=local", "GOFLAGS=-mod=readonly", "GOWORK=off")
	output, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	var rest strings.Builder
	copied, shown := 0, began
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "go: downloading ") {
			fmt.Fprintln(&rest, lines.Text())
			continue
		}
		if copied++; time.Since(shown) > time.Second {
			shown = time.Now()
			fmt.Printf("  %d so far\n", copied)
		}
	}
	if err := cmd.Wait(); err != nil {
		text := fmt.Sprintf("go list %s: %v\n%s", strings.Join(args, " "), err, rest.String())
		if files := notWhole(); len(files) > 0 {
			return &exitError{damaged, text + "Damaged or missing: " + strings.Join(files, ", ") +
				"\nUnpack the zip again: START.md says what to keep."}
		}
		return &exitError{notReady, text + "The modules of this pack are whole. If nothing above helps, show it to an instructor."}
	}
	fmt.Printf("  %d modules in %.0f s\n", copied, time.Since(began).Seconds())
	return nil
}

// notWhole are the modules that are not as they were packed: the go command does not
// name them.
func notWhole() []string {
	sums, err := os.ReadFile("SHA256SUMS")
	if err != nil {
		return []string{err.Error()}
	}
	var files []string
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if !strings.HasPrefix(name, modules+"/") {
			continue
		}
		content, err := os.ReadFile(filepath.FromSlash(name)) // if it is gone, it is not whole either
		if err != nil || fmt.Sprintf("%x", sha256.Sum256(content)) != sum {
			files = append(files, name)
		}
	}
	return files
}

// installLab makes the lab's program one that may be run: what unpacks a zip may lose
// that, and macOS keeps a program that came from elsewhere from running. A new file of
// the same content is one of this machine.
func installLab(bin string) error {
	text, err := os.ReadFile(filepath.Join(bin, "lab.prebuilt.json"))
	if err != nil {
		return nil // it was built anew here
	}
	var lab struct{ System string }
	if err := json.Unmarshal(text, &lab); err != nil {
		return &exitError{damaged, fmt.Sprintf("%s: %v\nUnpack the zip again.", bin, err)}
	}
	if this := runtime.GOOS + "/" + runtime.GOARCH; lab.System != this {
		fmt.Printf("This pack is for %s, and Go here is for %s: the lab will be built when it is first used, in a minute or so.\n", lab.System, this)
		return nil
	}
	program := filepath.Join(bin, "lab")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	content, err := os.ReadFile(program)
	if err != nil {
		return &exitError{damaged, fmt.Sprintf("%v\nUnpack the zip again, all of it.", err)}
	}
	fresh := program + ".new"
	if err := os.WriteFile(fresh, content, 0o755); err != nil {
		return err
	}
	return os.Rename(fresh, program)
}

// proxyURL is the URL of a folder for GOPROXY, in which a comma or a bar ends it.
func proxyURL(dir string) string {
	path := filepath.ToSlash(dir)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // of a drive
	}
	u := url.URL{Scheme: "file", Path: path}
	return strings.NewReplacer(",", "%2C", "|", "%7C").Replace(u.String())
}
