// Package live holds what the lab knows at this moment and in the last minutes:
// the samples of every second, the service, the parts that it talks to, the load
// and the sides of a demo. Those who measure put it into a [Store], and pages that
// follow it read it there.
//
// All types are also the JSON that the page gets. A figure that is not known is a
// nil pointer, which is left out: a chart has a gap there, and no zero.
package live

// A Sample is what one second has brought.
type Sample struct {
	At int64 `json:"t"` // the second's end, in milliseconds since 1970

	// Connections is how many the database itself counts, idle ones too.
	Connections *int `json:"connections,omitempty"`

	// Goroutines is the newest of the routes' gauges. Each of them is the number of the
	// whole process, and stays until the next one.
	Goroutines *float64 `json:"goroutines,omitempty"`

	// Keys are the figures of the routes, as the service's StatsD lines have them,
	// by key: "orders.id.state.get". Only keys that have sent anything ever.
	Keys map[string]Key `json:"keys,omitempty"`

	// Gauges are all other gauges, by name: "db.in_use", "db.open", "db.wait_count".
	Gauges map[string]float64 `json:"gauges,omitempty"`

	// Process is nil while no service runs.
	Process *Process `json:"process,omitempty"`

	// Load is nil while there is no load.
	Load *LoadSecond `json:"load,omitempty"`
}

// A Key is what the lines of one route have brought in a second. The times are in
// milliseconds and are nil for a second without a request.
type Key struct {
	Calls   float64  `json:"calls"`              // a second
	Errors  float64  `json:"errors"`             // a second, those with status 5xx
	Mean90  *float64 `json:"mean_90,omitempty"`  // of the fastest 90 %
	Upper90 *float64 `json:"upper_90,omitempty"` // the slowest of the fastest 90 %
	Upper   *float64 `json:"upper,omitempty"`    // the slowest
}

// Process is what the service's process holds, in bytes. Heap and Stacks come from
// its debug listener, so they are nil before task 4.1 is solved.
type Process struct {
	PID    int    `json:"pid"`
	RSS    *int64 `json:"rss,omitempty"`
	Heap   *int64 `json:"heap,omitempty"`   // objects, dead ones that are not yet collected too
	Stacks *int64 `json:"stacks,omitempty"` // of goroutines
}

// A LoadSecond is a second of the load, from outside: as a caller of the service
// sees it. Times are in milliseconds and nil for a second without an answer.
type LoadSecond struct {
	Sent float64  `json:"sent"` // requests that went out
	Good float64  `json:"good"` // answers as they should be
	Bad  float64  `json:"bad"`  // all others, silence too
	P50  *float64 `json:"p50,omitempty"`
	P99  *float64 `json:"p99,omitempty"`
}

// A Mark is something that happened: it stands as a line in the charts.
type Mark struct {
	At   int64  `json:"t"`    // in milliseconds since 1970
	Kind string `json:"kind"` // one of the constants below
	Text string `json:"text"` // a few words for the reader
}

// What a Mark may be about.
const (
	MarkService = "service" // started, restarted, stopped, ended
	MarkLoad    = "load"    // begun, shaped anew, ended
	MarkPart    = "part"    // gone, back
	MarkSide    = "side"    // a side of a demo began or ended
)

// A Service is the service under test, which is a process of its own.
type Service struct {
	Name  string `json:"name"`  // its folder: "solutions/step04-pprof"; "" if there was none yet
	Step  int    `json:"step"`  // 1 to 5
	State string `json:"state"` // one of the constants below
	URL   string `json:"url,omitempty"`
	Debug string `json:"debug,omitempty"` // the URL of its debug listener, without /debug/pprof; "" if it has none
	PID   int    `json:"pid,omitempty"`
	Note  string `json:"note,omitempty"` // what to know or do next, several lines perhaps
}

// The states of a Service.
const (
	ServiceNone     = "none"     // none was started yet
	ServiceBuilding = "building" // it is compiled
	ServiceStarting = "starting" // its process runs and does not listen yet
	ServiceRunning  = "running"
	ServiceStopped  = "stopped" // on purpose
	ServiceEnded    = "ended"   // by itself: Note has how
	ServiceFailed   = "failed"  // it does not build or start: Note has why
)

// A Part is something that the lab holds or watches.
type Part struct {
	Name  string `json:"name"` // "database", "statsd", "collector", "statsd-forward"
	State string `json:"state"`
	Where string `json:"where"`          // for the reader: an address, or that it is somewhere else; never a password
	Note  string `json:"note,omitempty"` // what is wrong, and what to do
}

// The states of a Part.
const (
	PartUp   = "up"
	PartGone = "gone" // it does not answer; it is asked again until it does
	PartOff  = "off"  // not the lab's: Where says whose
)

// Load is the load of the lab.
type Load struct {
	State   string      `json:"state"` // one of the constants below
	Request LoadRequest `json:"request"`
	Note    string      `json:"note,omitempty"` // why it could not run, or what came of it
	Owner   string      `json:"owner"`          // "page", or "terminal": the page may stop, and not shape, the latter
}

// The states of a Load.
const (
	LoadIdle    = "idle"
	LoadSeeding = "seeding" // it makes the orders that it asks for later
	LoadRunning = "running"
	LoadEnding  = "ending" // it waits for answers
)

// A LoadRequest is a load that somebody wants. Package loadlimits has the limits.
type LoadRequest struct {
	Rate    int    `json:"rate"`    // requests a second
	Hits    int    `json:"hits"`    // the share of driver lookups that find a driver on the way, in percent
	Lookup  string `json:"lookup"`  // one of loadlimits.Lookups, to send nothing else; "" for all calls and lookups
	Seconds int    `json:"seconds"` // how long at most
}

// A Step is one that the page may ask for.
type Step struct {
	Name  string `json:"name"`  // as a command takes it: "2", "solutions/4"
	Title string `json:"title"` // for the reader: "step02-statsd", "solutions/step04-pprof"
}

// A Want is what the page asks of whoever runs the service.
type Want struct {
	Do   string `json:"do"`             // "start", "restart", "stop"
	Step string `json:"step,omitempty"` // with "start": the name of a Step
}

// A Wire is one line or segment that has come from the service.
type Wire struct {
	At   int64  `json:"t"`    // in milliseconds since 1970
	Kind string `json:"kind"` // "statsd" for a line, "bad" for one that was refused, "segment" for one of New Relic, "more" for how many others there were
	Text string `json:"text"`
}

// A Row is one of New Relic's table of the database.
type Row struct {
	Operation  string  `json:"operation"`  // "findDriverBusy"
	Collection string  `json:"collection"` // "orders"
	Calls      int     `json:"calls"`
	PerMinute  float64 `json:"per_minute"`
	Mean       float64 `json:"mean"`  // ms
	Min        float64 `json:"min"`   // ms
	Max        float64 `json:"max"`   // ms
	Share      float64 `json:"share"` // of all time in the database, 0 to 1
}

// A Side is one side of a demo: a service under the load that the other one has,
// too.
type Side struct {
	Label   string `json:"label"` // "leaky", "fixed"
	Service string `json:"service"`
	Began   int64  `json:"began"`            // of the load, in milliseconds since 1970
	Ended   int64  `json:"ended,omitempty"`  // of the load; 0 while it runs
	Result  *Done  `json:"result,omitempty"` // nil until it is at rest after its load

	// Samples are those from two seconds before its load until it was at rest.
	Samples []Sample `json:"samples"`
}

// Done is what a side has come to. The counts are at rest; the times are a caller's,
// in milliseconds.
type Done struct {
	Hits              int      `json:"hits"` // lookups that found a busy driver: what may leak
	Sent              int      `json:"sent"`
	Good              int      `json:"good"`
	GoodRate          float64  `json:"good_rate"` // good answers a second
	Rate              float64  `json:"rate"`      // requests a second, as they went out
	P50               float64  `json:"p50"`
	P99               float64  `json:"p99"`
	Max               float64  `json:"max"`
	GoroutinesBefore  int      `json:"goroutines_before"`
	GoroutinesAfter   int      `json:"goroutines_after"`
	ConnectionsBefore int      `json:"connections_before"`
	ConnectionsAfter  int      `json:"connections_after"`
	RSSBefore         *int64   `json:"rss_before,omitempty"` // bytes
	RSSAfter          *int64   `json:"rss_after,omitempty"`  // bytes
	Restless          bool     `json:"restless,omitempty"`   // it never came to rest: no count is exact
	Trouble           []string `json:"trouble,omitempty"`    // what went wrong, for the reader
}

// A Comparison is a whole demo: what the report has in it.
type Comparison struct {
	Made    string `json:"made"`    // the day, as 2006-01-02
	Machine string `json:"machine"` // such as "linux/amd64, 4 CPUs, go1.26.1"
	Load    string `json:"load"`    // in words
	Delay   string `json:"delay"`   // on top of a round trip to the database, in words
	Command string `json:"command"` // which repeats it
	Sides   []Side `json:"sides"`   // two: the leaky one first
	Verdict string `json:"verdict"` // one sentence
	Held    bool   `json:"held"`    // the leak showed and the fix held
}
