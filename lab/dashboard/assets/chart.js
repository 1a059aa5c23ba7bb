"use strict";

// A Chart is a figure with a title, its lines' last values, the picture, and what it
// means. uPlot draws the picture; everything that can be read is text beside it.

const HEIGHT = 150; // of the picture, in CSS pixels
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5];

const TIMES = [5e3, 10e3, 20e3, 30e3, 60e3, 120e3, 300e3, 600e3]; // ms from one time on the axis to the next

const allCharts = new Set();

function redrawAll() {
  for (const chart of allCharts) chart.redraw();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);

// Paper is white whatever the screen is.
addEventListener("beforeprint", () => {
  document.documentElement.dataset.paper = "yes";
  redrawAll();
});
addEventListener("afterprint", () => {
  delete document.documentElement.dataset.paper;
  redrawAll();
});

class Chart {
  // spec has
  //   id, title, unit, means
  //   lines    of {name, tone, dash, thick}: tone is a colour of the style sheet
  //   format   of a value, as text
  //   whole    whether only whole numbers make sense
  //   seconds  whether x is seconds since a start, and not the time of day in ms
  //   group    of charts that share one cursor
  constructor(spec) {
    this.spec = spec;
    this.shown = null; // what show was given last
    this.build();
    this.plot = this.draw();
    this.fit = new ResizeObserver(() => {
      const width = this.stage.clientWidth;
      if (width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
    });
    this.fit.observe(this.stage);
    allCharts.add(this);
  }

  // build makes everything but the picture.
  build() {
    const { id, title, unit, lines, means } = this.spec;
    const meaning = `${id}-means`;
    this.values = lines.map(() => make("b"));
    this.legend = lines.map((line, i) =>
      make("li", {}, swatch(line), make("span", {}, line.name), " ", this.values[i]));
    this.moment = make("span", { className: "moment" });
    this.stage = make("div", { className: "stage", role: "img", "aria-label": title, "aria-describedby": meaning });
    this.empty = make("p", { className: "empty" });
    this.cover = make("div", { className: "cover", hidden: true }, this.empty);
    this.hint = make("p", { className: "hint", hidden: true });
    this.source = make("p", { className: "source" });
    this.root = make("figure", { className: "chart", id },
      make("figcaption", {},
        make("h3", {}, title, " ", make("span", { className: "unit" }, unit)),
        this.moment,
        make("ul", { className: "legend" }, ...this.legend)),
      make("div", { className: "frame" }, this.stage, this.cover),
      this.hint,
      make("p", { className: "means", id: meaning }, means),
      this.source);
  }

  // draw makes the picture.
  draw() {
    const { lines, seconds, whole, least = 1, group } = this.spec;
    const axis = {
      stroke: () => ink("muted"),
      grid: { stroke: () => ink("grid"), width: 1 },
      ticks: { show: false },
      font: "11px system-ui, sans-serif",
    };
    const options = {
      width: 320,
      height: HEIGHT,
      ms: 1,
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: 6 },
        sync: { key: group, setSeries: false, scales: ["x", null] },
      },
      scales: {
        x: { time: !seconds, range: () => this.shown?.span ?? [0, 1] },
        // From zero on, or a wobble looks like a climb; and with room for the marks' texts.
        y: { range: (plot, low, high) => [0, Math.max(high ?? 0, least) * 1.25] },
      },
      axes: [
        seconds ? { ...axis, size: 26, space: 50, values: (plot, at) => at.map((s) => `${s} s`) }
          : { ...axis, size: 26, space: 60, incrs: TIMES, values: (plot, at, i, space, step) => at.map((t) => shortClock(t, step)) },
        { ...axis, size: 48, space: 28, ...(whole ? { incrs: WHOLE } : {}),
          values: (plot, at) => at.map((value) => value.toLocaleString("en")) },
      ],
      series: [{}, ...lines.map((line) => ({
        stroke: () => ink(line.tone),
        width: line.thick ? 2.5 : 1.75,
        dash: DASHES[line.dash ?? 0],
        spanGaps: false,
        // A point between two gaps has no line, so it needs a dot to be seen at all.
        points: { show: false, size: 4, filter: lonely, fill: () => ink(line.tone), dash: [] },
      }))],
      hooks: {
        drawAxes: [(plot) => drawMarks(plot, this.shown?.marks ?? [])],
        setCursor: [() => this.write()],
      },
    };
    return new uPlot(options, [[], ...lines.map(() => [])], this.stage);
  }

  // show draws what picture has:
  //   columns  x, and a column for each line; null is a gap
  //   span     the first and last x
  //   marks    of {at, text}
  //   values   the text of each line's last value
  //   label    what is in the picture, for who does not see it
  //   source   where the figures come from
  //   empty    in place of the picture, what to do to get one; "" if there is one
  //   hint     below the picture, what to do to get more; "" for nothing
  show(picture) {
    this.shown = picture;
    this.plot.setData(picture.columns);
    this.write();
    setProse(this.source, picture.source);
    setProse(this.empty, picture.empty);
    setProse(this.hint, picture.hint);
    this.cover.hidden = picture.empty === "";
    this.hint.hidden = picture.hint === "" || picture.empty !== "";
    this.root.dataset.state = picture.empty === "" ? "lit" : "grey";
    const label = picture.empty === "" ? picture.label : `${this.spec.title}: nothing yet. ${picture.empty.replaceAll("`", "")}`;
    if (this.stage.getAttribute("aria-label") !== label) this.stage.setAttribute("aria-label", label);
  }

  // write puts the values into the legend: those under the cursor, or the last ones.
  write() {
    if (!this.shown) return;
    const [xs, ...columns] = this.shown.columns;
    const at = this.plot?.cursor.idx;
    const pointed = known(at) && at < xs.length && this.plot.cursor.left >= 0;
    setText(this.moment, !pointed ? "" : this.spec.seconds ? `at ${threeDigits(xs[at])} s` : `at ${clock(xs[at])}`);
    columns.forEach((column, i) => {
      setText(this.values[i], pointed ? this.spec.format(nearest(column, at)) : this.shown.values[i]);
    });
  }

  redraw() {
    this.plot.redraw();
  }

  // drop takes the chart out of the page for good.
  drop() {
    allCharts.delete(this);
    this.fit.disconnect();
    this.plot.destroy();
    this.root.remove();
  }
}
