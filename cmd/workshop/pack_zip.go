package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// sumsName is the file with the checksums of the others, in the zips and beside them.
const sumsName = "SHA256SUMS"

// A packedZip is a zip that is written, under a name that is not yet its own.
type packedZip struct {
	name, temp string
	size       int64
	sum        string
}

// writeZip writes the zip for a system. What it returns may have to be removed, even if
// there is an error.
func (p *packer) writeZip(ctx context.Context, s system, lab, history []packedFile) (*packedZip, error) {
	file, err := os.CreateTemp(p.dir, "."+s.zipName()+"-*")
	if err != nil {
		return nil, environmentErrorf("%w", err)
	}
	z := &packedZip{name: s.zipName(), temp: file.Name()}
	sum := sha256.New()
	counted := &countingWriter{w: io.MultiWriter(file, sum)}
	// A zip says what time it was wherever it is unpacked. A day less is never to come.
	w := &zipWriter{zip: zip.NewWriter(counted), date: p.source.date.AddDate(0, 0, -1)}
	err = w.addAll(ctx, p.contents(s, lab, history))
	if err = errors.Join(err, w.zip.Close(), file.Chmod(0o644), file.Close()); err != nil {
		return z, environmentErrorf("%w\nIf the disk is full, choose another: go tool workshop pack -o FOLDER", err)
	}
	z.size, z.sum = counted.n, hex.EncodeToString(sum.Sum(nil))
	return z, nil
}

// contents are the files of a system's pack in their order, but for the checksums.
func (p *packer) contents(s system, lab, history []packedFile) []packedFile {
	files := p.modules[:len(p.modules):len(p.modules)]
	var goNames []string
	for _, name := range p.goFiles {
		if s.isGoFor(name) {
			files = append(files, packedFile{name: "go/" + filepath.Base(name), from: name})
			goNames = append(goNames, "go/"+filepath.Base(name))
		}
	}
	files = append(files,
		packedFile{name: "START.md", content: []byte(p.startText(s, goNames))},
		packedFile{name: "start.go", content: []byte(startProgram)})
	for _, f := range slices.Concat(p.source.files, lab, history, []packedFile{s.gitConfig()}) {
		f.name = packRepository + "/" + f.name
		files = append(files, f)
	}
	slices.SortFunc(files, byName)
	return files
}

// A zipWriter writes files with the date of the commit and with checksums, the same
// bytes each time.
type zipWriter struct {
	zip  *zip.Writer
	date time.Time
	sums strings.Builder
}

func (w *zipWriter) addAll(ctx context.Context, files []packedFile) error {
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		content, err := f.read()
		if err != nil {
			return err
		}
		if !strings.HasPrefix(f.name, packRepository+"/.git/") { // which git changes, and checks itself
			fmt.Fprintf(&w.sums, "%x  %s\n", sha256.Sum256(content), f.name)
		}
		if err := w.add(f, content); err != nil {
			return err
		}
	}
	return w.add(packedFile{name: sumsName}, []byte(w.sums.String()))
}

// zipVersion is 2.0 of the format, which has all that is used here.
const zipVersion = 20

// compressed are files that would not get smaller.
var compressed = []string{".zip", ".png", ".pack", ".gz", ".pkg", ".msi"}

// add writes a file whole, with its size in front: some programs that unpack cannot do
// without, for a file that is not compressed.
func (w *zipWriter) add(f packedFile, content []byte) error {
	header := &zip.FileHeader{
		Name: packName + "/" + f.name, Method: zip.Store, CreatorVersion: zipVersion, ReaderVersion: zipVersion,
		CRC32: crc32.ChecksumIEEE(content), UncompressedSize64: uint64(len(content)),
	}
	header.SetMode(f.mode())
	header.SetModTime(w.date) // old, but what CreateRaw writes
	if !slices.Contains(compressed, path.Ext(f.name)) && len(content) > 0 {
		var buffer bytes.Buffer
		deflate, err := flate.NewWriter(&buffer, flate.DefaultCompression)
		if err != nil {
			return err
		}
		_, err = deflate.Write(content)
		if err := errors.Join(err, deflate.Close()); err != nil {
			return err
		}
		header.Method, content = zip.Deflate, buffer.Bytes()
	}
	header.CompressedSize64 = uint64(len(content))
	out, err := w.zip.CreateRaw(header)
	if err != nil {
		return err
	}
	_, err = out.Write(content)
	return err
}

// A countingWriter counts what goes through it.
type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}
