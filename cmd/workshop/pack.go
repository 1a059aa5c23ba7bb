package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

var packVerb = verb{
	name:    "pack",
	args:    "[flags]",
	summary: "for a room with bad Wi-Fi: a zip per system with all that a learner needs",
	details: `
For those who give the workshop. It makes a zip for each system, to hand out on a USB
stick: the repository, all of its modules and the lab's, the lab's program built for that
system, and a START.md. Whoever has Go unpacks the zip to a disk and types

  go run start.go

in its folder. That needs no network, and neither does anything after it: it puts the
modules into Go's own cache, once, and looks whether the machine is ready. A zip is 125
MB or so; Go itself, 70 MB, goes into the zip of its system with -go.

What is packed is what is committed, and the steps as they were shipped: nobody gets
your solutions by mistake. The same commit gives the same zips, but for the version of
Go. SHA256SUMS, beside the zips, tells a damaged copy:

  sha256sum -c SHA256SUMS          (on macOS: shasum -a 256 -c SHA256SUMS)

The first time takes some minutes, as the lab is built for each system; after that, one.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		var o packOptions
		flags.StringVar(&o.dir, "o", filepath.Join(".workshop", "pack"), "write the zips into this `folder`; the default is in the repository")
		flags.BoolVar(&o.asCommitted, "as-committed", false, "leave uncommitted changes out, instead of refusing to pack")
		list := flags.String("os", strings.Join(usualSystems, ","), "pack for these `systems`")
		flags.Func("go", "also pack this `file`, one of those on https://go.dev/dl, for its system; may be repeated", func(name string) error {
			o.goFiles = append(o.goFiles, name)
			return nil
		})
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			return usageErrorf("pack takes flags only, not %q\nSee: go tool workshop pack -h", rest[0])
		}
		if o.systems, err = parseSystems(ctx, env, *list); err != nil {
			return err
		}
		if err := o.checkGoFiles(); err != nil {
			return err
		}
		if !givenFlags(flags)["o"] {
			o.dir = filepath.Join(env.Root, o.dir)
		}
		return pack(ctx, env, o)
	},
}

// packOptions are what a pack is to be like.
type packOptions struct {
	dir         string
	asCommitted bool
	systems     []system
	goFiles     []string
}

// A packer makes the zips.
type packer struct {
	*env
	packOptions
	progress *progress
	temp     string // removed at the end
	source   packSource
	modules  []packedFile
}

// packName is the top folder of a pack, and packRepository what the repository's
// folder in it is called. They are the same on every system, for whoever tells a room
// what to type.
const (
	packName       = "metricsworkshop"
	packRepository = "workshop"
	packModules    = "modules"
)

func pack(ctx context.Context, env *env, o packOptions) error {
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return environmentErrorf("%w\nChoose a folder of your own: go tool workshop pack -o FOLDER", err)
	}
	temp, err := os.MkdirTemp("", "workshop-pack-")
	if err != nil {
		return environmentErrorf("%w", err)
	}
	defer removeTemp(env, temp)
	p := &packer{env: env, packOptions: o, temp: temp, progress: newProgress(env.Stderr)}
	if err := p.all(ctx); err != nil {
		if ctx.Err() != nil {
			return errors.New("stopped; no zip was written or replaced")
		}
		return err
	}
	return nil
}

// all makes everything, and only then gives the zips their names.
func (p *packer) all(ctx context.Context) error {
	if err := p.during(ctx, "reading what is committed", p.readSource); err != nil {
		return err
	}
	if err := p.during(ctx, "gathering the modules", p.gatherModules); err != nil {
		return err
	}
	history, err := p.makeHistory(ctx)
	if err != nil {
		return err
	}
	var zips []*packedZip
	defer func() {
		for _, z := range zips {
			os.Remove(z.temp) // gone already if all went well
		}
	}()
	for _, s := range p.systems {
		lab, err := p.buildLabFor(ctx, s)
		if err != nil {
			return err
		}
		err = p.during(ctx, fmt.Sprintf("writing %s", s.zipName()), func(ctx context.Context) error {
			z, err := p.writeZip(ctx, s, lab, history)
			if z != nil {
				zips = append(zips, z)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return p.publish(zips)
}

// publish gives the zips their names, writes their checksums, and says what there is.
func (p *packer) publish(zips []*packedZip) error {
	var sums strings.Builder
	var total int64
	for _, z := range zips {
		if err := os.Rename(z.temp, filepath.Join(p.dir, z.name)); err != nil {
			return environmentErrorf("%w\nClose what has it open, or choose another folder: go tool workshop pack -o FOLDER", err)
		}
		fmt.Fprintf(&sums, "%s  %s\n", z.sum, z.name)
		fmt.Fprintf(p.Stdout, "%-40s %4d MB\n", z.name, megabytes(z.size))
		total += z.size
	}
	if err := os.WriteFile(filepath.Join(p.dir, sumsName), []byte(sums.String()), 0o644); err != nil {
		return environmentErrorf("%w", err)
	}
	fmt.Fprintf(p.Stdout, "\n%d MB in %s, with %s, in %s\nThey hold commit %.12s. "+
		"A learner unpacks the zip of their system, and types in its folder:\n\n  go run start.go\n",
		megabytes(total), p.dir, sumsName, p.progress.elapsed(), p.source.commit)
	return nil
}

func megabytes(size int64) int64 { return (size + 500_000) / 1_000_000 }
