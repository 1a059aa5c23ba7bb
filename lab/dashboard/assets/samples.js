"use strict";

// What the samples of the last minutes say, for all charts.

// newestProcess is the place of the first row of the process that ran last: what an
// older one sent says nothing of this one.
function newestProcess(rows) {
  const pid = rows.findLast((row) => row.process)?.process.pid;
  return Math.max(0, rows.findIndex((row) => row.process?.pid === pid && pid !== undefined));
}

// withGaps puts an empty row where samples are missing (the machine slept), so that
// no line is drawn across.
function withGaps(samples) {
  const rows = [];
  for (const sample of samples) {
    const before = rows.at(-1);
    if (before && sample.t - before.t > 3500) rows.push({ t: before.t + 1000 });
    rows.push(sample);
  }
  return rows;
}

// routes returns the keys that have sent anything, the busiest first.
function routes(samples) {
  const calls = new Map();
  for (const sample of samples) {
    for (const [key, figures] of Object.entries(sample.keys ?? {})) {
      calls.set(key, (calls.get(key) ?? 0) + figures.calls);
    }
  }
  return [...calls].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)).map(([key]) => key);
}
