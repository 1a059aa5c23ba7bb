package main

import (
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/urfave/negroni/v3"
)

// newRecovery returns the middleware that answers a panic with 500 and a fixed
// text, and logs what it was about and where. It is for handlers that send nothing
// before they are done: it cannot take back half an answer, and swallows
// http.ErrAbortHandler, with which others end one.
func newRecovery(log *slog.Logger) *negroni.Recovery {
	recovery := negroni.NewRecovery()
	recovery.Formatter = panicAnswer{} // negroni's own sends the stack to the client
	recovery.LogStack = false          // as text of its own; ours goes where every line goes
	recovery.PanicHandlerFunc = func(p *negroni.PanicInformation) {
		value, stack := p.RecoveredPanic, p.Stack
		if s, ok := value.(stacked); ok {
			value, stack = s.value, s.stack
		}
		log.Error("panic", "method", p.Request.Method, "path", p.Request.URL.Path, "panic", value, "stack", string(stack))
		noticePanic(p.Request, value)
	}
	return recovery
}

// panicAnswer answers like every other error of the service.
type panicAnswer struct{}

// FormatPanicError implements negroni.PanicFormatter.
func (panicAnswer) FormatPanicError(w http.ResponseWriter, _ *http.Request, _ *negroni.PanicInformation) {
	writeJSON(w, http.StatusInternalServerError, errorBody{"internal error"})
}

// stacked is a panic with the stack of where it began.
type stacked struct {
	value any
	stack []byte
}

// keepStack puts the stack into a panic on its way up: http.TimeoutHandler runs
// a handler on a goroutine of its own, and hands on the panic only.
func keepStack() {
	if p := recover(); p != nil {
		panic(stacked{p, debug.Stack()})
	}
}
