package forward

import (
	"errors"
	"fmt"
	"syscall"
	"time"
)

// A sender is the goroutine that writes, and what it knows of the server.
type sender struct {
	*Forwarder
	gone   bool
	trial  *time.Timer // from the first write after a complaint; when it ends, the server is back
	trying bool        // the timer runs
}

// send writes what is in the queue, and follows the server's state, until the
// forwarder is closed and the queue is empty.
func (f *Forwarder) send() {
	defer close(f.sent)
	s := &sender{Forwarder: f, trial: time.NewTimer(f.settled)}
	s.stopTrial()
	defer s.stopTrial()
	for {
		select {
		case datagram := <-f.queue:
			s.write(datagram)
		case err := <-f.complaints:
			s.setGone(err)
		case <-s.trial.C:
			s.trying = false
			s.setBack()
		case <-f.closing:
			s.drain()
			return
		}
	}
}

// drain writes what is in the queue.
func (s *sender) drain() {
	for {
		select {
		case datagram := <-s.queue:
			s.write(datagram)
		default:
			return
		}
	}
}

// write sends a datagram. Its error may be a complaint about the one before, for which
// this one was not sent: so it tries twice.
func (s *sender) write(datagram []byte) {
	_, err := s.conn.Write(datagram)
	if err != nil {
		s.setGone(err)
		_, err = s.conn.Write(datagram)
	}
	if err != nil {
		s.dropped.Add(1)
		return
	}
	if s.gone && !s.trying {
		s.trial.Reset(s.settled)
		s.trying = true
	}
}

// setGone notes a complaint.
func (s *sender) setGone(err error) {
	s.stopTrial()
	if s.gone {
		return
	}
	s.gone = true
	s.onState(false, fmt.Sprintf("nobody takes the lines at %s (%v): start the server there, and they arrive again", s.Addr(), cause(err)))
}

// cause is what the system says, without which call of ours it says it of.
func cause(err error) error {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno
	}
	return err
}

// setBack notes that nobody has complained for long enough.
func (s *sender) setBack() {
	s.gone = false
	s.onState(true, "")
}

func (s *sender) stopTrial() {
	s.trial.Stop()
	s.trying = false
}
