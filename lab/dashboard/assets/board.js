"use strict";

// A Board shows the samples of the last seconds in all charts.
class Board {
  constructor(parent) {
    this.charts = BOARD.map((spec) => new Chart({ ...spec, group: "board" }));
    parent.append(...this.charts.map((chart) => chart.root));
  }

  // show draws the last seconds, for the route with this key; loaded says whether a
  // load runs now.
  show({ samples, marks, key, seconds, loaded }) {
    const end = samples.at(-1)?.t ?? Date.now();
    const span = [end - seconds * 1000, end];
    const rows = withGaps(samples);
    const texts = marks.map(({ t, text }) => ({ at: t, text }));
    for (const chart of this.charts) {
      chart.show({ span, marks: texts, ...pictureOf(chart.spec, rows, key || "<key>", span, loaded) });
    }
  }
}

// pictureOf works out what a chart shows.
function pictureOf(spec, rows, key, span, loaded) {
  const columns = spec.lines.map((line) => rows.map((row, i) => line.value(row, key, rows[i - 1]) ?? null));
  const last = columns.map((column) => column.at(-1));
  const newest = newestProcess(rows);
  const missing = spec.lines.filter((line, i) => !columns[i].slice(line.ofService ? newest : 0).some(known));
  const todo = [...new Set(missing.map((line) => line.missing(key)))].join("; ");
  const dark = columns.every((column) => !column.some(known));
  const values = last.map((value) => about(spec.format(value), spec.moving && loaded));
  let hint = todo;
  if (todo && missing.length < spec.lines.length) hint = `${missing.map((line) => line.name).join(", ")}: ${todo}`;
  else if (todo) hint = `not yet from this service: ${todo}`;
  return {
    columns: [rows.map((row) => row.t), ...columns],
    values,
    source: `Source: ${spec.source(key)}`,
    empty: dark ? todo : "",
    hint,
    label: `${spec.title}, ${spec.unit}. ` + spec.lines.map((line, i) => describe(line.name, values[i], columns[i], rows, span, spec.format)).join(" "),
  };
}

// describe is a line of a chart in words.
function describe(name, now, column, rows, span, format) {
  const seen = column.filter((value, i) => known(value) && rows[i].t >= span[0]);
  if (seen.length === 0) return `${name}: nothing in the time shown.`;
  return `${name}: now ${now === UNKNOWN ? "nothing" : now}, between ${format(Math.min(...seen))} and ${format(Math.max(...seen))} in the time shown.`;
}
