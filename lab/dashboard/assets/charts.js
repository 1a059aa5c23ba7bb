"use strict";

// The charts of the running service: what each shows, where that comes from, what it
// means, and what to do as long as nothing comes.

const BOARD = [
  {
    id: "goroutines", title: "Goroutines", unit: "at the moment", whole: true, least: 10, format: count, moving: true,
    means: "What climbs under load, and stays up at rest, is a leak.",
    source: (key) => `StatsD gauge \`${key}.goroutines\`, sent by your middleware. Each route's is of the whole process: the newest is shown.`,
    lines: [{ name: "goroutines", tone: "one", thick: true, ofService: true,
      value: (sample) => sample.goroutines,
      missing: (key) => `send \`${key}.goroutines\`: task 2.2. It comes with a request, so start a load, too` }],
  },
  {
    id: "connections", title: "Database connections", unit: "at the moment", whole: true, least: 5, format: count, moving: true,
    means: "How many the database has, idle ones too: whatever the service says of itself.",
    source: () => "Counted by the database itself, without any help of the service.",
    lines: [{ name: "connections", tone: "two", thick: true,
      value: (sample) => sample.connections,
      missing: () => "the database does not say how many it has: see its state at the top of the page" }],
  },
  {
    id: "pool", title: "The service's pool", unit: "connections, and waits a second", whole: true, least: 5, format: count,
    means: "In use: a query holds it now. At rest that is 0, or somebody has not given back. Waits come with a limit.",
    source: () => "StatsD gauges `db.in_use`, `db.open` and `db.wait_count` (its change in a second), sent by the service.",
    lines: [
      { name: "in use", tone: "one", thick: true, ofService: true, value: gauge("db.in_use"), missing: sendPool },
      { name: "open", tone: "two", dash: 1, ofService: true, value: gauge("db.open"), missing: sendPool },
      { name: "waits/s", tone: "three", dash: 2, ofService: true, value: growth("db.wait_count"), missing: sendPool },
    ],
  },
  {
    id: "time", title: "Response time", unit: "ms", format: threeDigits,
    means: "mean_90: the mean of the fastest 90 %; upper_90: the slowest of these; upper: the slowest of all. A second without a request is a gap.",
    source: (key) => `StatsD timer \`${key}.time\`, sent by your middleware.`,
    lines: [
      { name: "mean_90", tone: "one", thick: true, ofService: true, value: (sample, key) => sample.keys?.[key]?.mean_90, missing: sendTime },
      { name: "upper_90", tone: "two", dash: 1, ofService: true, value: (sample, key) => sample.keys?.[key]?.upper_90, missing: sendTime },
      { name: "upper", tone: "three", dash: 2, ofService: true, value: (sample, key) => sample.keys?.[key]?.upper, missing: sendTime },
    ],
  },
  {
    id: "calls", title: "Calls and errors", unit: "a second", format: threeDigits,
    means: "Errors are the answers with a status of 5xx. A fast answer may be one of them.",
    source: (key) => `StatsD counters \`${key}.calls\` and \`${key}.status.5xx\`, sent by your middleware.`,
    lines: [
      { name: "calls", tone: "one", thick: true, ofService: true, value: (sample, key) => sample.keys?.[key]?.calls, missing: sendCalls },
      { name: "errors", tone: "bad", dash: 1, ofService: true, value: (sample, key) => sample.keys?.[key]?.errors, missing: sendCalls },
    ],
  },
  {
    id: "memory", title: "Memory", unit: "MB", least: 5, format: threeDigits,
    means: "RSS: what the process has of the machine. Heap: objects, dead ones that are not yet collected too. Stacks: those of goroutines.",
    source: () => "RSS from the operating system; heap and stacks from `/debug/pprof/heap` of the debug listener.",
    lines: [
      { name: "RSS", tone: "two", thick: true, ofService: true, value: memory("rss"), missing: () => "start a service" },
      { name: "heap", tone: "one", dash: 1, ofService: true, value: memory("heap"), missing: mountProfiles },
      { name: "stacks", tone: "three", dash: 2, ofService: true, value: memory("stacks"), missing: mountProfiles },
    ],
  },
  {
    id: "waited", title: "Load: time to an answer", unit: "ms", format: threeDigits,
    means: "What a caller waits: half of the answers come within p50, 99 of 100 within p99.",
    source: () => "Measured by the load, from outside.",
    lines: [
      { name: "p50", tone: "one", thick: true, value: (sample) => sample.load?.p50, missing: startLoad },
      { name: "p99", tone: "three", dash: 2, value: (sample) => sample.load?.p99, missing: startLoad },
    ],
  },
  {
    id: "answers", title: "Load: answers", unit: "a second", format: threeDigits,
    means: "Good: the answer as it should be. Bad: all others, and silence.",
    source: () => "Counted by the load, from outside.",
    lines: [
      { name: "good", tone: "two", thick: true, value: (sample) => sample.load?.good, missing: startLoad },
      { name: "bad", tone: "bad", dash: 1, value: (sample) => sample.load?.bad, missing: startLoad },
    ],
  },
];

function gauge(name) {
  return (sample) => sample.gauges?.[name];
}

// growth is how much a gauge that only ever grows has grown since the sample before.
// It falls when another process begins to count, which is not known as a growth.
function growth(name) {
  return (sample, key, before) => {
    const now = sample.gauges?.[name];
    const then = before?.gauges?.[name];
    return known(now) && known(then) && now >= then ? now - then : null;
  };
}

function memory(name) {
  return (sample) => inMB(sample.process?.[name]);
}

function sendPool() {
  return "send `db.in_use`, `db.open`, `db.wait_count`: task 5.4";
}

function sendTime(key) {
  return `send \`${key}.time\`: task 2.2. It comes with a request, so start a load, too`;
}

function sendCalls(key) {
  return `send \`${key}.calls\`: task 2.2. It comes with a request, so start a load, too`;
}

function mountProfiles() {
  return "mount net/http/pprof on the debug listener: task 4.1";
}

function startLoad() {
  return "start a load";
}
