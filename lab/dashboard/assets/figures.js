"use strict";

// Figures as text. A figure that is not known is null or undefined, and reads "–".

const UNKNOWN = "–";
const MB = 1e6;

// known reports whether there is a figure at all; zero is one.
function known(figure) {
  return figure !== null && figure !== undefined;
}

// count writes a whole number.
function count(figure) {
  return known(figure) ? Math.round(figure).toLocaleString("en") : UNKNOWN;
}

// threeDigits writes three digits, or all before the point: 0.913, 8.02, 25.5, 3,000.
function threeDigits(figure) {
  if (!known(figure)) return UNKNOWN;
  const size = Math.abs(figure);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return figure.toLocaleString("en", { maximumFractionDigits: digits });
}

// inMB is a number of bytes in MB, which are 1,000,000 of them.
function inMB(bytes) {
  return known(bytes) ? bytes / MB : null;
}

// megabytes writes a number of bytes in MB.
function megabytes(bytes) {
  return known(bytes) ? inMB(bytes).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 }) : UNKNOWN;
}

// about marks a count that was taken while requests were running: it is out of date
// before it is read.
function about(text, moving) {
  return moving && text !== UNKNOWN ? `about ${text}` : text;
}

// clock writes a time of day from milliseconds since 1970.
function clock(ms) {
  return new Date(ms).toLocaleTimeString("en-GB");
}

// shortClock is clock without the seconds where they are all zero.
function shortClock(ms, step) {
  return step % 60000 === 0 ? clock(ms).slice(0, 5) : clock(ms);
}

// plural writes a count and its noun.
function plural(n, noun) {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}
