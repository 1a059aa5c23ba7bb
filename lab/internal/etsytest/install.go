package etsytest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// version is that of the package statsd on npm, the last one.
const version = "0.9.0"

// installTimeout is for a download of 0.7 MB from a slow registry.
const installTimeout = 3 * time.Minute

// install returns the server's stats.js in the user's cache folder. It installs
// the package there if no earlier test has.
var install = sync.OnceValues(func() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "metricsworkshop")
	dir := filepath.Join(cache, "statsd-"+version)
	script := filepath.Join(dir, "node_modules", "statsd", "stats.js")
	if _, err := os.Stat(script); err == nil {
		return script, nil
	}
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return "", err
	}
	// Another test process may do the same at the same time: whoever is first
	// gives the folder its name.
	temp, err := os.MkdirTemp(cache, "installing-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	if err := npmInstall(temp); err != nil {
		return "", err
	}
	renamed := os.Rename(temp, dir)
	if _, err := os.Stat(script); err != nil {
		return "", fmt.Errorf("%w: remove the folder %s, it is not complete", errors.Join(renamed, err), dir)
	}
	return script, nil
})

// npmInstall installs the package into dir, without what it needs for other than
// its own work, and without running anything of it.
func npmInstall(dir string) error {
	// A package.json here keeps npm from looking for one above.
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"private":true}`), 0o600); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), installTimeout)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "install", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "statsd@"+version)
	npm.Dir = dir
	npm.WaitDelay = 10 * time.Second // for what npm may have started
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install statsd@%s: %w\n%s", version, err, out)
	}
	return nil
}
