package dashboard

import (
	"embed"
	"net/http"
	"path"
	"strings"
)

// assets is all that the page loads: it asks nobody else.
//
//go:embed assets
var assets embed.FS

// contentTypes are those of the page's files, by extension. The system's own table,
// which Go would look at, may say that scripts are plain text; then no browser would
// run them.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".md":   "text/plain; charset=utf-8",
	".png":  "image/png",
	".svg":  "image/svg+xml",
	".txt":  "text/plain; charset=utf-8",
}

// serveIndex serves the page itself.
func serveIndex(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, assets, "assets/index.html")
}

// serveAsset serves the file of the same path; there are no lists of them.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/") {
		http.NotFound(w, r)
		return
	}
	if contentType, ok := contentTypes[path.Ext(r.URL.Path)]; ok {
		w.Header().Set("Content-Type", contentType)
	}
	http.FileServerFS(assets).ServeHTTP(w, r)
}
