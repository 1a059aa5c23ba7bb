package profiles

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// ContentSecurityPolicy is what pprof's pages need, and no more. Their scripts and
// styles stand in the page, some as attributes, so no hash and no nonce would do. For
// that they load nothing and send nothing, and the sandbox makes each page an origin
// of its own: even a script that came in by a function's name could not use the lab's
// page.
const ContentSecurityPolicy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-popups allow-downloads"

// firstPage is the one that a snapshot's URL leads to.
const firstPage = "flamegraph"

// served are the pages that are mounted, of all that the driver has.
var served = map[string]bool{firstPage: true, "top": true, "peek": true, "source": true, "graph": true, "download": true}

// unserved says of the others that pprof's pages know why they are not mounted.
var unserved = map[string]string{
	"saveconfig":   "settings are not saved here: a page's address has them all, keep that",
	"deleteconfig": "settings are not deleted here: use go tool pprof -http",
	"disasm":       "there is no disassembly here: download the profile, and use go tool pprof with the service's program",
}

// hidden takes the items of these pages out of pprof's menus. Its scripts look for
// them, so they stay in the page.
const hidden = "<style>#save-config, #save-config + hr, .menu-delete-btn, #disasm { display: none !important }</style>\n"

// ServeHTTP serves the pages of all snapshots: <prefix>/<id>/<page>.
func (p *Profiles) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", ContentSecurityPolicy)
	w.Header().Set("Cache-Control", "no-cache") // the next lab has other snapshots by these IDs
	rest, _ := strings.CutPrefix(r.URL.Path, p.prefix+"/")
	id, page, _ := strings.Cut(rest, "/")
	e, err := p.find(id)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	switch {
	case unserved[page] != "":
		http.Error(w, unserved[page], http.StatusNotFound)
	case page != "" && !served[page]:
		http.Error(w, fmt.Sprintf("pprof has no page %q: go to %s", page, e.URL), http.StatusNotFound)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "pprof's pages are only read", http.StatusMethodNotAllowed)
	case page == "":
		to := e.URL + firstPage
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		http.Redirect(w, r, to, http.StatusFound)
	default:
		e.pages[page].ServeHTTP(w, r)
		if w.Header().Get("Content-Type") == "text/html" {
			io.WriteString(w, hidden) // at the page's end, where a style counts as well
		}
	}
}

// download serves a profile as the service has sent it: label has changed the one
// that the pages show.
func download(e *entry) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.google.protobuf+gzip")
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%s-%s.pb.gz", e.Kind, e.ID))
		w.Write(e.raw)
	})
}
