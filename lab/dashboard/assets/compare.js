"use strict";

// The two sides of a demo on the same axes, and their figures in a table. The page
// shows them while the demo runs and after it, and the report has them too.

const BEFORE = 2; // seconds of a side before its load that are worth seeing
const SIDE_TONES = ["leaky", "fixed"];

// A Comparison draws sides below a parent.
class Comparison {
  constructor(parent) {
    this.verdict = make("p", { className: "verdict", hidden: true });
    this.trouble = make("ul", { className: "trouble", hidden: true });
    this.table = make("div", { className: "result", hidden: true, tabIndex: 0, role: "region", "aria-label": "The figures of both sides" });
    this.grid = make("div", { className: "charts" }, this.table);
    this.charts = [];
    this.drawn = "";
    parent.append(this.verdict, this.trouble, this.grid);
  }

  // show draws the sides. The samples of a side that is not over are taken from
  // recent, which are those of the page.
  show(sides, verdict, recent = []) {
    const labels = sides.map((side) => side.label).join();
    if (labels !== this.drawn) this.begin(sides, labels);
    const runs = sides.map((side, i) => ({ side, samples: withGaps(sampled(side, sides[i + 1], recent)) }));
    const key = busyKey(runs.flatMap(({ samples }) => samples));
    for (const chart of this.charts) chart.show(overlay(chart.spec, runs, key));

    setText(this.verdict, verdict);
    this.verdict.hidden = verdict === "";
    const done = sides.length > 1 && sides.every((side) => side.result);
    this.table.hidden = !done;
    if (done) this.table.replaceChildren(resultTable(sides));
    const trouble = sides.flatMap((side) => troubles(side));
    this.trouble.hidden = trouble.length === 0;
    this.trouble.replaceChildren(...trouble.map((text) => make("li", {}, text)));
  }

  begin(sides, labels) {
    this.drawn = labels;
    for (const chart of this.charts) chart.drop();
    this.charts = COMPARISON.map((spec) => new Chart({ ...spec, lines: linesOf(spec, sides), seconds: true, group: "sides" }));
    this.grid.append(...this.charts.map((chart) => chart.root));
  }
}

// linesOf are a chart's lines: of each side, all quantities. A side has its colour and
// its pattern.
function linesOf(spec, sides) {
  return sides.flatMap((side, i) => spec.quantities.map(({ name, thick = true }) => (
    { name: name ? `${side.label} ${name}` : side.label, tone: SIDE_TONES[i] ?? "three", dash: i, thick })));
}

// sampled returns the samples of a side, which ends at the latest when the next begins.
function sampled(side, next, recent) {
  if (!side.began) return [];
  if (side.result || recent.length === 0) return side.samples ?? [];
  const from = side.began - BEFORE * 1000;
  const until = next?.began ? next.began - BEFORE * 1000 : Infinity;
  // Of its own process only: the service of the side before may have ended a second ago.
  const own = recent.at(-1).process?.pid;
  return recent.filter(({ t, process }) => t >= from && t < until && process?.pid === own);
}

// busyKey finds the route that leaks, by its name: the service has chosen it.
function busyKey(samples) {
  const keys = routes(samples);
  return keys.find((key) => key.includes("busy")) ?? keys[0] ?? "<key>";
}

// overlay is the picture of a chart: the sides, joined at seconds since the load of
// each began.
function overlay(spec, runs, key) {
  const tables = runs.map(({ side, samples }) => [
    samples.map((sample) => (sample.t - side.began) / 1000),
    ...spec.quantities.map(({ value }) => samples.map((sample) => value(sample, key) ?? null)),
  ]);
  const joined = tables.some(([xs]) => xs.length) ? uPlot.join(tables) : tables.flatMap((table, i) => (i ? table.slice(1) : table));
  const [xs, ...columns] = joined;
  const dark = columns.every((column) => !column.some(known));
  const values = runs.flatMap(({ side }, i) => spec.quantities.map((quantity, j) => last(spec, side, quantity, tables[i][j + 1])));
  const source = typeof spec.source === "function" ? spec.source(key) : spec.source;
  return {
    columns: joined,
    span: [-BEFORE, Math.max(10, xs.at(-1) ?? 0)],
    marks: marksOf(runs.map(({ side }) => side)),
    values,
    source: `Source: ${source}`,
    empty: dark ? "nothing has come from this source" : "",
    hint: "",
    label: `${spec.title}, ${spec.unit}, in seconds since the load began. ` + linesOf(spec, runs.map(({ side }) => side)).map(({ name }, i) => {
      const seen = columns[i].filter(known);
      return seen.length === 0 ? `${name}: nothing yet.`
        : `${name}: between ${spec.format(Math.min(...seen))} and ${spec.format(Math.max(...seen))}, in the end ${values[i]}.`;
    }).join(" "),
  };
}

// last is what a side has come to, as text. Its result is exact; a sample was taken
// while things moved.
function last(spec, side, { result }, column) {
  if (side.result && result) return about(spec.format(result(side.result)), spec.whole && side.result.restless);
  return about(spec.format(column.findLast(known)), spec.whole);
}

// marksOf are the beginning of the loads, which is the same for both, and their ends.
function marksOf(sides) {
  const ends = sides.filter((side) => side.ended).map((side) => ({ at: (side.ended - side.began) / 1000, text: `${side.label}: load over` }));
  return [{ at: 0, text: "load" }, ...ends];
}

function troubles(side) {
  const trouble = (side.result?.trouble ?? []).map((text) => `${side.label}: ${text}`);
  if (side.result?.restless) trouble.unshift(`${side.label}: it never came to rest, so no count of it is exact`);
  return trouble;
}
