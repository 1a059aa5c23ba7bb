package dashboard

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
	"testing"
)

func TestAssets(t *testing.T) {
	s, _ := start(t, patient)
	scripts := 0
	err := fs.WalkDir(assets, "assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		want, err := fs.ReadFile(assets, name)
		if err != nil {
			return err
		}
		at := "/" + name
		if name == "assets/index.html" {
			at = "/" // its name is not a second address
		}
		answer, got := send(t, s, http.MethodGet, at, "")
		if answer.StatusCode != http.StatusOK || got != string(want) {
			t.Errorf("GET %s = %d with %d bytes; want the file's %d", at, answer.StatusCode, len(got), len(want))
		}
		wantType := contentTypes[path.Ext(name)]
		if wantType == "" && path.Ext(name) != "" {
			t.Errorf("%s has no entry in contentTypes: on some systems its type will be wrong", name)
		}
		if got := answer.Header.Get("Content-Type"); wantType != "" && got != wantType {
			t.Errorf("GET %s has the type %q; want %q", at, got, wantType)
		}
		if path.Ext(name) == ".js" {
			scripts++
		}
		return nil
	})
	if err != nil || scripts == 0 {
		t.Errorf("the files were walked with %v, and %d scripts; want some", err, scripts)
	}
}

func TestNoFileButAssets(t *testing.T) {
	s, _ := start(t, patient)
	for _, target := range []string{
		"/assets/../server.go", "/assets/../../go.mod", "/../server.go", "/assets/%2e%2e/server.go", "/assets/..%2fserver.go",
		"/assets/..%5cserver.go", `/assets/..\server.go`, "/assets/%2e%2e%2f%2e%2e%2fgo.mod", "//etc/passwd", "/assets//etc/passwd",
		"/assets/C:%5cWindows%5cwin.ini", "/assets/index.html%00.js", "/assets/", "/assets", "/assets/uplot/", "/assets/uplot",
		"/assets/index.html", "/server.go", "/favicon.ico", "assets/index.html",
	} {
		answer := raw(t, s, "GET "+target+" HTTP/1.1\r\nHost: 127.0.0.1:"+s.port()+"\r\n\r\n")
		if strings.HasPrefix(answer, "HTTP/1.1 2") || strings.Contains(answer, "package dashboard") || strings.Contains(answer, "root:") {
			t.Errorf("GET %s is answered with\n%s\nwant nothing", target, answer)
		}
	}
}
