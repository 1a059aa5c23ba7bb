"use strict";

// The charts that lay the sides of a demo over one another. Each has a line for each
// quantity of each side; a result is what the quantity has come to, at rest.

const COMPARISON = [
  {
    id: "side-goroutines", title: "Goroutines", unit: "at the moment", whole: true, least: 10, format: count,
    means: "One more for each lookup that found a busy driver; or as many as before.",
    source: "StatsD gauge, sent by the service's middleware.",
    quantities: [{
      value: (sample) => sample.goroutines,
      result: (r) => r.goroutines_after,
    }],
  },
  {
    id: "side-connections", title: "Database connections", unit: "at the moment", whole: true, least: 5, format: count,
    means: "A row set that nobody closes keeps its connection.",
    source: "Counted by the database itself.",
    quantities: [{ value: (sample) => sample.connections, result: (r) => r.connections_after }],
  },
  {
    id: "side-rss", title: "Memory", unit: "RSS of the service, MB", least: 5, format: threeDigits,
    means: "What the connections and their goroutines cost the service; the database pays as well.",
    source: "From the operating system.",
    quantities: [{ value: (sample) => inMB(sample.process?.rss), result: (r) => inMB(r.rss_after) }],
  },
  {
    id: "side-waited", title: "Time to an answer", unit: "ms", format: threeDigits,
    means: "Half of the callers wait no longer than p50, and one in a hundred longer than p99.",
    source: "Measured by the load, over all requests of a second.",
    quantities: [
      { name: "p50", thick: true, value: (sample) => sample.load?.p50, result: (r) => r.p50 },
      { name: "p99", thick: false, value: (sample) => sample.load?.p99, result: (r) => r.p99 },
    ],
  },
  {
    id: "side-upper90", title: "Busy lookup, upper_90", unit: "ms", format: threeDigits,
    means: "Of the lookup that leaks: the slowest of its fastest 90 %, as the service has measured it.",
    source: (key) => `StatsD timer \`${key}.time\`, sent by the service's middleware.`,
    quantities: [{ value: (sample, key) => sample.keys?.[key]?.upper_90 }],
  },
];
