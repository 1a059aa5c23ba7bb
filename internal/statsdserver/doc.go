// Package statsdserver is a StatsD server: it adds up the lines that clients
// send over UDP, and gives the figures of each interval. Its figures are those
// of Etsy's server (version 0.9.0), the first one, to the last digit.
//
// What a line may be:
//
//	orders.get.calls:1|c          a counter: 1 more
//	orders.get.calls:1|c|@0.1     the same from a client that sends one in ten: 10 more
//	orders.get.time:12.5|ms       a timer: one request took 12.5 ms
//	pool.open:60|g                a gauge: it stands at 60
//	pool.open:-2|g                the same gauge, 2 less: a sign makes a change of a value
//	drivers:dan|s                 a set: how many different values there were
//	orders.get.time:3|ms:4|ms     two values
//	orders.calls:1|c|#code:200    a tag, which becomes part of the name: orders.calls;code=200
//
// A datagram holds one line or several. An empty one is fine: some clients send
// it to find out whether anybody listens.
//
// # Where it differs from Etsy's server
//
// On purpose, and nowhere else as far as the tests know:
//
//   - A value of a type that is none of c, ms, g and s is refused as
//     [UnknownType]. Etsy's server takes a line with |h or |d for a counter.
//   - A value that is infinite, or too large for a float64, is refused. A sum that
//     becomes so is left out of a Flush.
//   - A sample rate is a number above 0 in plain digits. Etsy's server makes
//     infinite counters of @0, reads @1e-1 as 1, and stops at @+1.
//   - A name like constructor is a name like any other. Etsy's server loses its
//     values or stops, because its maps inherit a member of that name.
//   - A negative percentile that takes in all values, as -100 does, gives the
//     figures of all values, not NaN.
//   - Of bytes that are no UTF-8, a set tells one from the other.
//   - What it has seen of datagrams and bad lines stands in fields of [Flush], not
//     in counters that begin with "statsd.".
package statsdserver
