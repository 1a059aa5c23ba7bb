package delay

import (
	"bytes"
	"io"
	"net"
	"time"
)

const (
	pieceSize = 4 << 10 // bytes that are read at once; a statement and a packet of rows are smaller

	// underWay is how many pieces of one connection may wait at the same time.
	// It is much more than a database's protocol sends before it wants an answer,
	// and keeps a client that sends without end from filling the memory.
	underWay = 256
)

// A piece is what was read at once, and when it may go on.
type piece struct {
	data []byte
	due  time.Time
}

// serve passes one connection on until either end is closed.
func (p *Proxy) serve(client net.Conn) {
	defer p.drop(client)
	if !p.keep(client) {
		return
	}
	time.Sleep(2 * p.roundTrip) // see the package's comment
	server, err := p.dial(p.ctx)
	if err != nil {
		return
	}
	p.count(1)
	defer p.count(-1)
	defer p.drop(server)
	if !p.keep(server) {
		return
	}

	pieces := make(chan piece, underWay)
	p.running.Go(func() { p.receive(client, pieces) })
	p.running.Go(func() { pass(pieces, server) })

	// The database's answers. When it hangs up, so does the proxy, and both
	// goroutines above end with their connections. Without the wrappers, Copy
	// would splice, which takes two more file descriptors for each connection.
	io.CopyBuffer(struct{ io.Writer }{client}, struct{ io.Reader }{server}, make([]byte, pieceSize))
}

// receive reads from the client and notes when each piece is due, until the
// client has hung up.
func (p *Proxy) receive(client net.Conn, pieces chan<- piece) {
	defer close(pieces)
	buffer := make([]byte, pieceSize)
	for {
		n, err := client.Read(buffer)
		if n > 0 {
			pieces <- piece{bytes.Clone(buffer[:n]), time.Now().Add(p.roundTrip)}
		}
		if err != nil {
			return
		}
	}
}

// pass sends each piece to the database when it is due, and then tells it that
// there are no more. After an error it sends nothing, but goes on to take what
// receive has for it.
func pass(pieces <-chan piece, server net.Conn) {
	var err error
	for next := range pieces {
		if err == nil {
			time.Sleep(time.Until(next.due))
			_, err = server.Write(next.data)
		}
	}
	if half, ok := server.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}
