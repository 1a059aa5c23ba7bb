package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A listing is a run of "go list" that needs all modules of a part of the repository.
type listing struct {
	dir, mod string
	args     []string
}

// listings are what packed/start.go runs, too, to put the modules into a learner's cache.
var listings = []listing{
	{mod: "go.mod", args: []string{"-deps", "-test", "./..."}},
	{dir: "lab", mod: "go.mod", args: []string{"-deps", "-test", "./..."}},
	{mod: lintersMod, args: []string{"-modfile=" + lintersMod, "-deps", "tool"}},
}

// gatherModules finds the modules that the repository needs on the systems of the pack:
// those that the go command asks for when it knows none. They come from the cache of
// this machine, or from where it gets its modules if it has not got them.
func (p *packer) gatherModules(ctx context.Context) error {
	settings, err := goEnv(ctx, p.env)
	if err != nil {
		return environmentErrorf("%w", err)
	}
	proxies := fileURL(filepath.Join(settings["GOMODCACHE"], "cache", "download"))
	if settings["GOPROXY"] != "" {
		proxies += "," + settings["GOPROXY"]
	}
	for _, l := range listings {
		if _, err := os.Stat(filepath.Join(p.repository(), l.dir, l.mod)); errors.Is(err, fs.ErrNotExist) {
			return damagedErrorf("%s is not committed\nThe pack has its modules. git checkout brings it back.", filepath.Join(l.dir, l.mod))
		}
		for _, s := range p.systems {
			environment := append(p.goEnvironment(s), "GOPROXY="+proxies)
			out, err := goOutput(ctx, p.env, filepath.Join(p.repository(), l.dir), environment, append([]string{"list", "-f", ""}, l.args...)...)
			if err != nil {
				return p.noModules(l, s, out, err)
			}
		}
	}
	p.modules, err = readModules(filepath.Join(p.moduleCache(), "cache", "download"))
	if err != nil {
		return environmentErrorf("%w", err)
	}
	return nil
}

// noModules says why a listing failed.
func (p *packer) noModules(l listing, s system, out string, err error) error {
	remedy := "See: go -C " + filepath.Join(p.Root, l.dir) + " list " + strings.Join(l.args, " ")
	if unreachable.MatchString(out) {
		remedy = "Not all of them are on this machine. Pack while there is a network."
	}
	return environmentErrorf("the modules of %s for %s cannot be had: %w\n%s\n%s",
		filepath.Join(l.dir, l.mod), s, err, lastLines(out), remedy)
}

// lastLines are the end of what a command has printed, without its downloads.
func lastLines(out string) string {
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(out), "\n"), func(line string) bool {
		return strings.HasPrefix(line, "go: downloading ")
	})
	return strings.Join(lines[max(0, len(lines)-mostNamed):], "\n")
}

// moduleCache is a cache with the pack's modules and no others.
func (p *packer) moduleCache() string { return filepath.Join(p.temp, "modcache") }

// goEnvironment is that of the go command for what is packed: not a matter of who
// packs.
func (p *packer) goEnvironment(s system) []string {
	return append(s.environment(), labEnv[0], "GOWORK=off", "GOMODCACHE="+p.moduleCache(),
		"GOFLAGS=-mod=readonly -modcacherw -buildvcs=false")
}

// readModules lists the files of a module cache that a proxy would serve.
func readModules(cache string) ([]packedFile, error) {
	var files []packedFile
	err := filepath.WalkDir(cache, func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == cache {
			return nil // there are none
		}
		if err != nil {
			return err
		}
		if !slices.Contains([]string{".info", ".mod", ".zip"}, filepath.Ext(name)) {
			return nil
		}
		path, err := filepath.Rel(cache, name)
		files = append(files, packedFile{name: packModules + "/" + filepath.ToSlash(path), from: name})
		return err
	})
	return files, err
}

// fileURL is the URL of a folder for GOPROXY, in which a comma or a bar ends it.
func fileURL(dir string) string {
	path := filepath.ToSlash(dir)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // of a drive
	}
	u := url.URL{Scheme: "file", Path: path}
	return strings.NewReplacer(",", "%2C", "|", "%7C").Replace(u.String())
}
