package main

import (
	"bytes"
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// A keyboard tells of single keys, without Enter, while nothing else reads the terminal.
type keyboard struct {
	file    *os.File
	pressed chan byte
	wanted  chan struct{} // one for each key that may be read

	mu  sync.Mutex
	old *term.State // what the terminal was before; nil while it is as it was
}

// escape begins what the arrows and other keys without a letter send.
const escape = 0x1b

// openKeyboard returns the keyboard of a terminal; nil if it is none, or belongs to
// another program now, as it does for one that was started with &. The caller must
// close it.
func openKeyboard(stdin io.Reader) *keyboard {
	file, ok := stdin.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) || !inForeground(file) {
		return nil
	}
	k := &keyboard{file: file, pressed: make(chan byte), wanted: make(chan struct{}, 1)}
	if k.take() != nil {
		return nil
	}
	readInBackground()
	go k.read()
	k.want()
	return k
}

// take has the terminal send keys as they are pressed, and show none.
func (k *keyboard) take() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.old != nil {
		return nil
	}
	old, err := term.MakeRaw(int(k.file.Fd()))
	if err == nil {
		k.old = old
	}
	return err
}

// giveBack has the terminal be what it was. It may be called at any time, and again.
func (k *keyboard) giveBack() {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.old != nil {
		term.Restore(int(k.file.Fd()), k.old)
		k.old = nil
	}
}

// giveBackOnPanic is deferred by what runs beside the one who closes the keyboard: a panic
// there ends the process, and its message should be read on a sane terminal.
func (k *keyboard) giveBackOnPanic() {
	if p := recover(); p != nil {
		k.giveBack()
		panic(p)
	}
}

// want allows one more key to be read. Whoever handles a key lets another program have
// the terminal meanwhile, and no key is taken from it.
func (k *keyboard) want() { put(k.wanted, struct{}{}) }

// keys has the keys that are pressed; nil if there is no keyboard.
func (k *keyboard) keys() <-chan byte {
	if k == nil {
		return nil
	}
	return k.pressed
}

// read reads keys until the process ends: nothing else ends a read.
func (k *keyboard) read() {
	var typed []byte
	for range k.wanted {
		for len(typed) == 0 {
			buffer := make([]byte, 32)
			n, err := k.file.Read(buffer)
			if err != nil {
				return
			}
			if n > 0 && buffer[0] != escape {
				typed = buffer[:n]
			}
		}
		k.pressed <- typed[0]
		typed = typed[1:]
	}
}

// rawWriter writes lines to a terminal whose keyboard is taken, which does not begin a
// line where it ends one.
type rawWriter struct{ w io.Writer }

func (r rawWriter) Write(p []byte) (int, error) {
	_, err := r.w.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}
