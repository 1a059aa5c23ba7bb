package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// events streams the state and then what changes in it, until the client hangs up,
// does not keep up, or the server is closed. A client that comes back gets the state
// again, whatever it has seen before.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	state, sub := s.options.Store.Subscribe()
	defer sub.Close()
	data, err := json.Marshal(state)
	if err != nil {
		writeError(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		return
	}
	stream := &stream{w: w, control: http.NewResponseController(w), within: s.timing.event}
	err = stream.event("state", data)
	alive := time.NewTicker(s.timing.alive)
	defer alive.Stop()
	for err == nil {
		select {
		case <-r.Context().Done():
			return
		case <-alive.C:
			err = stream.write(": alive\n\n")
		case e, ok := <-sub.Events():
			if !ok {
				return
			}
			err = stream.event(e.Name, e.Data)
		}
	}
}

// A stream writes to a client that must take each piece in time.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	within  time.Duration
}

// event writes an event. Its data is JSON, which has no line break.
func (s *stream) event(name string, data []byte) error {
	return s.write("event: %s\ndata: %s\n\n", name, data)
}

func (s *stream) write(format string, args ...any) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(s.within)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(s.w, format, args...); err != nil {
		return err
	}
	return s.control.Flush()
}
