package main

import (
	"sync"
	"sync/atomic"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/recorder"
)

// A watch holds the recorder, which is started when somebody wants to see what it
// records: the page, or a side of a comparison. Its zero value has none.
type watch struct {
	recorder atomic.Pointer[recorder.Recorder]

	mu      sync.Mutex
	service live.Service
	closed  bool
}

// start starts the recorder if there is none.
func (w *watch) start(o recorder.Options) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || w.recorder.Load() != nil {
		return
	}
	r := recorder.Start(o)
	r.SetService(w.service)
	w.recorder.Store(r)
}

func (w *watch) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if r := w.recorder.Load(); r != nil {
		r.Close()
	}
}

// follow tells the recorder what the service is now.
func (w *watch) follow(s live.Service) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.service = s
	if r := w.recorder.Load(); r != nil {
		r.SetService(s)
	}
}

func (w *watch) datagram(datagram []byte) {
	if r := w.recorder.Load(); r != nil {
		r.Datagram(datagram)
	}
}

func (w *watch) setQuiet(on bool) {
	if r := w.recorder.Load(); r != nil {
		r.SetQuiet(on)
	}
}

// startRecorder starts the recorder of all that the lab has, if none runs yet.
func (s *server) startRecorder() {
	o := recorder.Options{
		Store:       s.store,
		Connections: s.connections,
		Load:        s.turns.second,
		Collector:   s.collector,
	}
	if s.pinged.dsn != "" {
		o.Database, o.DatabaseWhere = s.pinged.ping, s.pinged.where
		o.DatabaseAdvice = "start it again: the lab goes on asking"
	}
	s.watch.start(o)
}
