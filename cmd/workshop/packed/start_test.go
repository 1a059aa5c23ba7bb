package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// TestInstallLab holds that the lab's program may be run afterwards, whatever unpacked
// it, and that one for another system is left alone.
func TestInstallLab(t *testing.T) {
	this := runtime.GOOS + "/" + runtime.GOARCH
	program := "lab"
	if runtime.GOOS == "windows" {
		program = "lab.exe"
	}
	for system, want := range map[string]bool{this: true, "plan9/386": false} {
		bin := t.TempDir()
		write := func(name, text string) {
			if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		write("lab.prebuilt.json", `{"system": "`+system+`"}`)
		write(program, "the program")
		before, err := os.Stat(filepath.Join(bin, program))
		if err != nil {
			t.Fatal(err)
		}
		if err := installLab(bin); err != nil {
			t.Fatalf("for %s: %v", system, err)
		}
		after, err := os.Stat(filepath.Join(bin, program))
		if err != nil {
			t.Fatal(err)
		}
		if got := !os.SameFile(before, after); got != want {
			t.Errorf("for %s: replaced: %v; want %v", system, got, want)
		}
		if executable := after.Mode()&0o100 != 0; executable != want && runtime.GOOS != "windows" {
			t.Errorf("for %s: executable: %v; want %v", system, executable, want)
		}
		if text, err := os.ReadFile(filepath.Join(bin, program)); string(text) != "the program" {
			t.Errorf("for %s: holds %q, %v", system, text, err)
		}
		if err := installLab(bin); err != nil {
			t.Errorf("for %s, again: %v", system, err)
		}
	}
}

// TestInstallLabDamaged holds that what is missing is told.
func TestInstallLabDamaged(t *testing.T) {
	for name, text := range map[string]string{
		"no program": `{"system": "` + runtime.GOOS + "/" + runtime.GOARCH + `"}`,
		"half of it": `{"sys`,
	} {
		bin := t.TempDir()
		if err := os.WriteFile(filepath.Join(bin, "lab.prebuilt.json"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		exit, ok := installLab(bin).(*exitError)
		if !ok || exit.code != damaged {
			t.Errorf("%s: %v; want exit status %d", name, exit, damaged)
		}
	}
	if err := installLab(t.TempDir()); err != nil {
		t.Errorf("with a lab that was built here: %v", err)
	}
}

// TestNotWhole holds that damaged modules are named, those that are gone too, and
// nothing that a learner may change.
func TestNotWhole(t *testing.T) {
	t.Chdir(t.TempDir())
	const sum = "dd29442deca69f52c50006b831cb216edf78a7da33748f0a80ff19f2ebe57ecd" // of "sound"
	write := func(name, text string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write("SHA256SUMS", sum+"  modules/cut.zip\n"+sum+"  modules/gone.zip\n"+sum+"  modules/sound.zip\n"+sum+"  workshop/step01-service/order.go\n")
	write("modules/cut.zip", "sou")
	write("modules/sound.zip", "sound")
	write("workshop/step01-service/order.go", "mine")
	if got, want := notWhole(), []string{"modules/cut.zip", "modules/gone.zip"}; !slices.Equal(got, want) {
		t.Errorf("notWhole() = %q; want %q", got, want)
	}
}

func TestProxyURL(t *testing.T) {
	for dir, want := range map[string]string{
		"/home/a b/100%, |so": "file:///home/a%20b/100%25%2C%20%7Cso",
		"C:/Users/ann":        "file:///C:/Users/ann",
	} {
		if got := proxyURL(dir); got != want {
			t.Errorf("proxyURL(%q) = %q; want %q", dir, got, want)
		}
	}
}
