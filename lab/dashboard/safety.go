package dashboard

import (
	"mime"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// What the browser may load for a document.
const (
	// policy is for the page: everything from this server, and no inline script.
	policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

	// reportPolicy is for the report, which brings its scripts and styles with it. The
	// sandbox keeps these from the page.
	reportPolicy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-popups allow-downloads allow-modals"
)

// safe lets through what comes from the page itself, or from a program that is no
// browser. Any site that somebody looks at meanwhile can send requests to loopback,
// too, and read the answers if its own name resolves to 127.0.0.1.
func safe(port string, next http.Handler) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		switch {
		case !ownHost(r.Host, port):
			writeError(w, &Refusal{http.StatusForbidden, "this is not the lab's name: open http://127.0.0.1:" + port + "/"})
		case crossOrigin.Check(r) != nil || foreignRead(r):
			writeError(w, &Refusal{http.StatusForbidden, "another site has sent this: only the lab's own page may"})
		case r.Method == http.MethodPost && !hasJSON(r):
			writeError(w, &Refusal{http.StatusUnsupportedMediaType, "the Content-Type must be application/json"})
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// ownHost tells whether a request's Host is this machine and the server's port. A
// name that merely resolves to loopback is not enough: DNS rebinding uses such.
func ownHost(host, port string) bool {
	name, p, err := net.SplitHostPort(host)
	if err != nil {
		name, p = strings.Trim(host, "[]"), "80" // browsers leave that one out
	}
	if p != port {
		return false
	}
	addr, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && addr.IsLoopback() && addr.Zone() == ""
}

// foreignRead tells whether a browser reads for another site. Links from there to
// here are fine, and so is a browser that says nothing of where it reads for.
func foreignRead(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return false
	}
	return r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"
}

// hasJSON tells whether a request says that it has JSON. A form of another site
// cannot say so.
func hasJSON(r *http.Request) bool {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && mediaType == "application/json"
}
