// Package lesson is the workshop's manifest: its steps, their tasks, files and
// tests, the archive of the pristine starters and solutions, and the answers
// (wrong and right) that prove what the tests teach.
//
// The command line reads all it knows about a step from here, so a new step is
// one entry in Steps, a folder for the starter, one for the solution and one for
// the answers.
package lesson

// Track says who a task is for.
type Track string

// The two tracks.
const (
	Core   Track = "core"   // open in the starter; the room does it
	Deeper Track = "deeper" // shipped solved; delete a body and get it green again
)

// Kind says how a file repeats down the chain of steps.
type Kind string

// The four kinds of file.
const (
	Service    Kind = "service"     // the order service itself
	LessonTest Kind = "lesson test" // given tests, the same in starter and solution
	Exercise   Kind = "exercise"    // a test the learner writes
	Evidence   Kind = "evidence"    // profiles, answers and measurements of this step only, and the test that reads them
)

// A Task is one thing to do, proved by one top-level test.
type Task struct {
	ID      string // "1.2"
	Title   string
	Minutes int // for a core task, of the 150 the core tasks fit in
	Track   Track
	File    string   // where the learner writes
	Also    []string // other files that lines of the task stand in
	Bodies  []string // the functions whose body the task is about, as in "Repository.Create"
	Stub    string   // the body in place of a deleted one; empty if returning zero values does
	Test    string   // the top-level test that proves it
	Passing []string // other top-level tests that it must leave passing, and that a usual mistake in it fails
}

// Tests are all tests that a task is done by, the one that proves it first.
func (t Task) Tests() []string { return append([]string{t.Test}, t.Passing...) }

// A File is one file of a step's folder.
type File struct {
	Name string
	Kind Kind

	// Open: the starter and the solution differ, by the learner's lines.
	Open bool
	// Scaffold: this step's starter differs from the previous solution,
	// so the file is not copied from there.
	Scaffold bool
	// SolutionOnly: the starter has none, and the learner makes one, such as a
	// profile. A starter that has it is one that the learner works on.
	SolutionOnly bool
}

// A Step is one lesson: a starter and a solution of the same name.
type Step struct {
	Number int
	Name   string // the folder's name: "step01-service"
	Title  string
	Tasks  []Task
	Files  []File
	Tests  []string // every top-level test, those of the tasks included
}

// Steps are the workshop's steps in their order.
var Steps = []Step{step01, step02, step03, step04, step05}

var step01 = Step{
	Number: 1,
	Name:   "step01-service",
	Title:  "the order service",
	Tasks: []Task{
		{ID: "1.1", Title: "the state machine", Minutes: 8, Track: Core,
			File: "order.go", Bodies: []string{"FromTo"}, Test: "TestStateMachine"},
		{ID: "1.2", Title: "the conditional update", Minutes: 12, Track: Core,
			File: "repository.go", Bodies: []string{"Repository.Transition"}, Test: "TestTransition"},
		{ID: "1.3", Title: "create and its errors", Minutes: 15, Track: Deeper,
			File: "json.go", Bodies: []string{"readIDs", "statusOf"}, Test: "TestCreate"},
		{ID: "1.4", Title: "the customer's orders", Minutes: 10, Track: Deeper,
			File: "lookups.go", Bodies: []string{"Repository.CustomerOrders"}, Test: "TestCustomerOrders"},
		{ID: "1.5", Title: "405 and its Allow header", Minutes: 8, Track: Deeper,
			File: "router.go", Bodies: []string{"allowedMethods"}, Test: "TestRouter"},
	},
	Files: []File{
		{Name: "README.md", Kind: LessonTest},
		{Name: "order.go", Kind: Service, Open: true},
		{Name: "repository.go", Kind: Service, Open: true},
		{Name: "lookups.go", Kind: Service},
		{Name: "handlers.go", Kind: Service},
		{Name: "json.go", Kind: Service},
		{Name: "router.go", Kind: Service},
		{Name: "main.go", Kind: Service},
		{Name: "server.go", Kind: Service},
		{Name: "order_test.go", Kind: LessonTest},
		{Name: "repository_test.go", Kind: LessonTest},
		{Name: "lookups_test.go", Kind: LessonTest},
		{Name: "router_test.go", Kind: LessonTest},
		{Name: "main_test.go", Kind: LessonTest},
		{Name: "memory_test.go", Kind: LessonTest},
		{Name: "bench_test.go", Kind: LessonTest},
	},
	Tests: []string{
		"TestStateMachine", "TestTransition", "TestCreate", "TestCustomerOrders", "TestRouter",
		"TestRepository", "TestLookups", "TestDeadline", "TestDeadlineCause", "TestUnavailable",
		"TestRun", "TestRunRefuses", "TestShutdown", "TestServerTimeouts",
	},
}

var step02 = Step{
	Number: 2,
	Name:   "step02-statsd",
	Title:  "metrics that leave the process",
	Tasks: []Task{
		{ID: "2.1", Title: "bounded keys", Minutes: 12, Track: Core,
			File: "statsd.go", Bodies: []string{"GetKeyStructure"}, Test: "TestGetKeyStructure"},
		{ID: "2.2", Title: "the StatsD middleware", Minutes: 20, Track: Core,
			File: "statsd.go", Also: []string{"router.go"}, Bodies: []string{"StatsDMiddlewareLogger"}, Test: "TestStatsDMiddlewareLogger"},
		{ID: "2.3", Title: "the four helpers", Minutes: 10, Track: Deeper,
			File:   "statsd.go",
			Bodies: []string{"TimingInStatsD", "SendInStatsD", "IncrementInStatsD", "GaugeKeyInStatsD"}, Test: "TestStatsDHelpers"},
		{ID: "2.4", Title: "a client that outlives its server", Minutes: 15, Track: Deeper,
			File: "statsd_client.go", Bodies: []string{"connectStatsD"}, Test: "TestStatsDClient"},
	},
	Files: []File{
		{Name: "README.md", Kind: LessonTest, Scaffold: true},
		{Name: "order.go", Kind: Service},
		{Name: "repository.go", Kind: Service},
		{Name: "lookups.go", Kind: Service},
		{Name: "handlers.go", Kind: Service},
		{Name: "json.go", Kind: Service},
		{Name: "router.go", Kind: Service, Open: true, Scaffold: true},
		{Name: "recovery.go", Kind: Service, Scaffold: true},
		{Name: "statsd.go", Kind: Service, Open: true, Scaffold: true},
		{Name: "statsd_client.go", Kind: Service, Scaffold: true},
		{Name: "main.go", Kind: Service, Scaffold: true},
		{Name: "server.go", Kind: Service},
		{Name: "order_test.go", Kind: LessonTest},
		{Name: "repository_test.go", Kind: LessonTest},
		{Name: "lookups_test.go", Kind: LessonTest},
		{Name: "router_test.go", Kind: LessonTest},
		{Name: "main_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "memory_test.go", Kind: LessonTest},
		{Name: "bench_test.go", Kind: LessonTest},
		{Name: "keys_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "statsd_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "lines_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "statsd_hour_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "middleware_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "statsd_client_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "middleware_bench_test.go", Kind: LessonTest, Scaffold: true},
	},
	Tests: []string{
		"TestGetKeyStructure", "TestStatsDMiddlewareLogger", "TestStatsDHelpers", "TestStatsDClient",
		"TestStateMachine", "TestTransition", "TestCreate", "TestCustomerOrders", "TestRouter",
		"TestRepository", "TestLookups", "TestDeadline", "TestDeadlineCause", "TestUnavailable",
		"TestRun", "TestRunRefuses", "TestShutdown", "TestServerTimeouts",
	},
}

var step03 = Step{
	Number: 3,
	Name:   "step03-newrelic",
	Title:  "what a query costs",
	Tasks: []Task{
		{ID: "3.1", Title: "a segment", Minutes: 5, Track: Core,
			File: "newrelic.go", Bodies: []string{"StartDataSegmentNowForDataStore"}, Test: "TestStartDataSegment"},
		{ID: "3.2", Title: "a query and its rows", Minutes: 11, Track: Core,
			File: "lookups.go", Bodies: []string{"Repository.CustomerOrders"}, Test: "TestCustomerOrdersSegment"},
		{ID: "3.3", Title: "the transaction", Minutes: 12, Track: Deeper,
			File: "newrelic.go", Bodies: []string{"NewRelicMiddleware"},
			Stub: "return func(rw http.ResponseWriter, r *http.Request, next http.HandlerFunc) { next(rw, r) }", Test: "TestNewRelicMiddleware"},
		{ID: "3.4", Title: "the other queries", Minutes: 8, Track: Deeper,
			File: "lookups.go", Bodies: []string{"Repository.MerchantQueue", "Repository.DriverCurrent", "Repository.DriverBusy"}, Test: "TestSegments"},
		{ID: "3.5", Title: "the agent's start and stop", Minutes: 12, Track: Deeper,
			File: "newrelic_agent.go", Bodies: []string{"startNewRelic"}, Test: "TestNewRelicAgent"},
	},
	Files: []File{
		{Name: "README.md", Kind: LessonTest, Scaffold: true},
		{Name: "order.go", Kind: Service},
		{Name: "repository.go", Kind: Service, Scaffold: true},
		{Name: "lookups.go", Kind: Service, Open: true, Scaffold: true},
		{Name: "handlers.go", Kind: Service},
		{Name: "json.go", Kind: Service},
		{Name: "router.go", Kind: Service, Scaffold: true},
		{Name: "recovery.go", Kind: Service, Scaffold: true},
		{Name: "statsd.go", Kind: Service},
		{Name: "statsd_client.go", Kind: Service},
		{Name: "newrelic.go", Kind: Service, Open: true, Scaffold: true},
		{Name: "newrelic_agent.go", Kind: Service, Scaffold: true},
		{Name: "main.go", Kind: Service, Scaffold: true},
		{Name: "server.go", Kind: Service},
		{Name: "order_test.go", Kind: LessonTest},
		{Name: "repository_test.go", Kind: LessonTest},
		{Name: "lookups_test.go", Kind: LessonTest},
		{Name: "router_test.go", Kind: LessonTest},
		{Name: "main_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "memory_test.go", Kind: LessonTest},
		{Name: "bench_test.go", Kind: LessonTest},
		{Name: "keys_test.go", Kind: LessonTest},
		{Name: "statsd_test.go", Kind: LessonTest},
		{Name: "lines_test.go", Kind: LessonTest},
		{Name: "statsd_hour_test.go", Kind: LessonTest},
		{Name: "middleware_test.go", Kind: LessonTest},
		{Name: "statsd_client_test.go", Kind: LessonTest},
		{Name: "middleware_bench_test.go", Kind: LessonTest},
		{Name: "newrelic_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "segments_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "newrelic_agent_test.go", Kind: LessonTest, Scaffold: true},
		{Name: "newrelic_bench_test.go", Kind: LessonTest, Scaffold: true},
	},
	Tests: []string{
		"TestStartDataSegment", "TestCustomerOrdersSegment", "TestNewRelicMiddleware", "TestSegments", "TestNewRelicAgent",
		"TestGetKeyStructure", "TestStatsDMiddlewareLogger", "TestStatsDHelpers", "TestStatsDClient",
		"TestStateMachine", "TestTransition", "TestCreate", "TestCustomerOrders", "TestRouter",
		"TestRepository", "TestLookups", "TestDeadline", "TestDeadlineCause", "TestUnavailable",
		"TestRun", "TestRunRefuses", "TestShutdown", "TestServerTimeouts",
	},
}

// Starter is the path of the step's starter, below the repository's root.
func (s Step) Starter() string { return s.Name }

// Solution is the path of the step's solution, below the repository's root.
func (s Step) Solution() string { return "solutions/" + s.Name }

// CoreTasks are the tasks that are open in the starter.
func (s Step) CoreTasks() []Task {
	var core []Task
	for _, t := range s.Tasks {
		if t.Track == Core {
			core = append(core, t)
		}
	}
	return core
}

// Minutes are those of the step's core tasks together.
func (s Step) Minutes() int {
	sum := 0
	for _, t := range s.CoreTasks() {
		sum += t.Minutes
	}
	return sum
}
