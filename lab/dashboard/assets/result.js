"use strict";

// The result of a demo as a table.

// The rows of the table: a name, the figure whose ratio counts, its format, and what
// it was before the load. What has left nothing behind has no ratio.
const RESULTS = [
  ["lookups that found a busy driver", (r) => r.hits, count],
  ["requests sent", (r) => r.sent, count],
  ["good answers a second", (r) => r.good_rate, threeDigits],
  ["goroutines, before → after", (r) => r.goroutines_after, count, (r) => r.goroutines_before],
  ["goroutines left behind", (r) => r.goroutines_after - r.goroutines_before, count],
  ["database connections, before → after", (r) => r.connections_after, count, (r) => r.connections_before],
  ["database connections left behind", (r) => r.connections_after - r.connections_before, count],
  ["time to an answer, p50, ms", (r) => r.p50, threeDigits],
  ["time to an answer, p99, ms", (r) => r.p99, threeDigits],
  ["time to an answer, slowest, ms", (r) => r.max, threeDigits],
  ["RSS of the service, before → after, MB", (r) => r.rss_after, megabytes, (r) => r.rss_before],
];

// resultTable has a row for each figure: leaky, fixed, and how many times as much.
function resultTable(sides) {
  const head = make("tr", {},
    make("th", { scope: "col" }, "figure"),
    ...sides.map((side) => make("th", { scope: "col" }, side.label, make("small", {}, side.service))),
    make("th", { scope: "col" }, "ratio"));
  const body = RESULTS.map(([name, figure, format, before]) => {
    const figures = sides.map((side) => figure(side.result));
    const texts = sides.map(({ result }, i) => (before ? `${format(before(result))} → ${format(figures[i])}` : format(figures[i])));
    return make("tr", {},
      make("th", { scope: "row" }, name),
      ...texts.map((text) => make("td", {}, text)),
      make("td", {}, ratio(figures[0], figures[1])));
  });
  const exact = sides.every(({ result }) => !result.restless);
  return make("table", { className: "figures" },
    make("caption", {}, `The counts are those at rest${exact ? ", and exact" : ""}; the times are those of a caller.`),
    make("thead", {}, head), make("tbody", {}, ...body));
}

function ratio(leaky, fixed) {
  if (!known(leaky) || !known(fixed) || fixed <= 0 || leaky < 0) return UNKNOWN;
  return `${(leaky / fixed).toLocaleString("en", { maximumFractionDigits: leaky / fixed < 10 ? 2 : 0 })} ×`;
}
