package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
)

// buildLabFor builds the lab for a system, and returns its program and what says of it
// what it was built from.
func (p *packer) buildLabFor(ctx context.Context, s system) ([]packedFile, error) {
	program := filepath.Join(p.temp, "bin", s.os+"-"+s.arch, s.labName())
	gotmp := filepath.Join(p.temp, "gotmp")
	if err := errors.Join(os.MkdirAll(filepath.Dir(program), 0o755), os.MkdirAll(gotmp, 0o755)); err != nil {
		return nil, environmentErrorf("%w", err)
	}
	err := goBuild(ctx, p.env, build{
		what: "the lab for " + s.String(),
		dir:  filepath.Join(p.repository(), "lab"),
		env:  append(p.goEnvironment(s), "GOPROXY=off"),
		temp: gotmp,
		args: append(labFlags[:len(labFlags):len(labFlags)], "-o", program, "."),
		list: []string{"-trimpath", "."},
	})
	if _, failed := errors.AsType[*buildError](err); failed {
		return nil, environmentErrorf("the lab does not build for %s: the output is above\n"+
			"To pack for the systems for which it does: go tool workshop pack -os LIST", s)
	}
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(program)
	if err != nil {
		return nil, environmentErrorf("%w", err)
	}
	sources, err := labSources(p.repository())
	if err != nil {
		return nil, environmentErrorf("%w", err)
	}
	stamp, err := json.MarshalIndent(prebuilt{System: s.String(), Sources: sources, Size: int64(len(content))}, "", "  ")
	if err != nil {
		return nil, err
	}
	return []packedFile{
		{name: ".workshop/bin/" + s.labName(), program: true, content: content},
		{name: ".workshop/bin/" + prebuiltName, content: append(stamp, '\n')},
	}, nil
}
