package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const shutdownTimeout = 10 * time.Second // for the requests under way when the service stops

// newServer returns a server that no slow client can hold: each has 5 s for its
// header, 10 s for all it sends (a slow body is cut then, and answered), and 15 s
// until it has read its answer.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      15 * time.Second, // longer than requestTimeout, or no 503 could go out
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// serve serves until ctx is done, and then stops in this order: accept nothing
// new, answer what is under way, and only then let run close the database that
// those answers need.
func serve(ctx context.Context, server *http.Server, listener net.Listener, log *slog.Logger) error {
	served := make(chan error, 1) // room for one, so that Serve's goroutine always ends
	go func() { served <- server.Serve(listener) }()
	log.Info("listening", "addr", listener.Addr().String())

	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	log.Info("stopping", "timeout", shutdownTimeout)
	shutdownCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(shutdownCtx); err != nil {
		server.Close()
		return fmt.Errorf("stopped with requests under way: %w", err)
	}
	log.Info("stopped")
	return nil
}
