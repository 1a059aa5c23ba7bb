package mysql

import (
	"net"
	"time"
)

// tooManyConnections is the packet that MySQL and MariaDB send in place of their
// greeting when they have no room: the length of what follows the packet's number,
// which is 0, then the mark of an error, 1040 and its message. It has no SQLSTATE:
// before the greetings nobody knows whether the client can read one.
const tooManyConnections = "\x17\x00\x00\x00" + "\xff" + "\x10\x04" + "Too many connections"

// refuse tells a client that there is no room, and hangs up. Nobody waits for it:
// the buffer of a new connection has room for the packet.
func refuse(c net.Conn) {
	c.SetWriteDeadline(time.Now().Add(time.Second))
	c.Write([]byte(tooManyConnections)) // a client that has gone needs no answer
	c.Close()
}
