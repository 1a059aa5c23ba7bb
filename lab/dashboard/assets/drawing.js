"use strict";

// What a chart's picture is drawn with, beside what uPlot draws.

const DASHES = [[], [7, 4], [2, 3]]; // the lines' patterns: colour alone tells not everybody
const MARK_LETTERS = 24; // of a mark's text in the picture; the log of the page has all

// ink returns a colour of the style sheet, which knows of light and dark.
function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// drawMarks draws what happened as lines from top to bottom, with their texts in
// two rows, and without a text where there is no room for it.
function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  const { left, top, width, height } = bbox;
  const ratio = devicePixelRatio; // the canvas has the screen's pixels
  const seen = marks.map(({ at, text }) => ({ text, x: Math.round(plot.valToPos(at, "x", true)) }))
    .filter(({ x }) => x >= left && x <= left + width);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();

  ctx.lineWidth = ratio;
  ctx.strokeStyle = ink("mark");
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  for (const { x } of seen) {
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }

  ctx.font = `${10 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  const rowEnds = [left, left];
  for (const { text, x } of seen) {
    const words = text.length > MARK_LETTERS ? `${text.slice(0, MARK_LETTERS - 1)}…` : text;
    const long = ctx.measureText(words).width;
    const gap = 3 * ratio;
    const start = x + gap + long <= left + width ? x + gap : x - gap - long;
    const row = rowEnds.findIndex((end) => end <= start);
    if (row < 0) continue;
    const y = top + (1 + 12 * row) * ratio;
    ctx.fillStyle = ink("card"); // no line crosses a text
    ctx.fillRect(start, y, long, 11 * ratio);
    ctx.fillStyle = ink("muted");
    ctx.fillText(words, start, y);
    rowEnds[row] = start + long + 2 * gap;
  }
  ctx.restore();
}

// swatch draws a short piece of a line as it looks in the picture.
function swatch({ tone, dash = 0, thick }) {
  const piece = makeSVG("line", {
    x1: 0, y1: 3, x2: 22, y2: 3, "stroke-width": thick ? 3 : 2, "stroke-dasharray": DASHES[dash].join(" "),
  });
  return makeSVG("svg", { class: `swatch ${tone}`, viewBox: "0 0 22 6", width: 22, height: 6, "aria-hidden": "true" }, piece);
}

// lonely returns the places of values which have no neighbour to draw a line to.
function lonely(plot, series) {
  const column = plot.data[series];
  const places = [];
  let before = null;
  column.forEach((value, i) => {
    if (value === undefined) return; // another line's x
    let next = i + 1;
    while (next < column.length && column[next] === undefined) next++;
    if (value !== null && before === null && !known(column[next])) places.push(i);
    before = value;
  });
  return places;
}

// nearest returns the value at a place or, where only another line has an x, beside it.
function nearest(column, place) {
  for (const i of [place, place - 1, place + 1, place - 2, place + 2]) {
    if (column[i] !== undefined) return column[i];
  }
  return null;
}
