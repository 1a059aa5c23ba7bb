package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// lookAtPack looks whether what a pack has brought is as it was packed: the modules,
// and the lab's program. The rest git can tell, and bring back.
func lookAtPack(ctx context.Context, env *env) []finding {
	top := filepath.Dir(env.Root)
	sums, err := os.ReadFile(filepath.Join(top, sumsName))
	if err != nil || filepath.Base(env.Root) != packRepository ||
		!strings.Contains(string(sums), "  "+packRepository+"/.workshop/bin/"+prebuiltName+"\n") {
		return nil // it is no pack
	}
	var modules, labs []string
	whole := 0
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if ctx.Err() != nil {
			return nil
		}
		switch module := strings.HasPrefix(name, packModules+"/"); {
		case !module && !broughtLab(env, name):
		case hasSum(filepath.Join(top, filepath.FromSlash(name)), sum):
			whole++
		case module:
			modules = append(modules, name)
		default:
			labs = append(labs, name)
		}
	}
	if _, err := os.Stat(filepath.Join(top, packModules)); errors.Is(err, fs.ErrNotExist) {
		modules = nil // whoever has put them into Go's cache may remove them
	}
	if whole+len(modules)+len(labs) == 0 {
		return nil // all of it has had its use
	}
	if len(modules)+len(labs) == 0 {
		return ok("%d files that the pack has brought are as they were packed", whole)
	}
	var findings []finding
	if len(modules) > 0 {
		findings = append(findings, damage("Unpack the zip again, elsewhere, and take the folder "+packModules+" from there. Your steps can stay.",
			"of the pack, damaged or missing: %s", few(modules))...)
	}
	if len(labs) > 0 {
		findings = append(findings, damage("Remove it, and build it anew: go tool workshop doctor -warm",
			"of the pack, damaged or missing: %s", few(labs))...)
	}
	return findings
}

// broughtLab reports whether name is of the lab's program that a pack has brought, and
// that is still there: it is built anew otherwise.
func broughtLab(env *env, name string) bool {
	_, brought := readPrebuilt(env.Root)
	_, err := os.Stat(filepath.Join(env.Root, ".workshop", "bin", executable("lab")))
	return brought && err == nil && strings.HasPrefix(name, packRepository+"/.workshop/bin/")
}

// hasSum reports whether a file is there and has a SHA-256 checksum.
func hasSum(name, sum string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, file)
	return err == nil && hex.EncodeToString(hash.Sum(nil)) == sum
}
