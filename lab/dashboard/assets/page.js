"use strict";

// The page: it keeps what the lab says, and draws what has changed, once in a frame
// and not at all while nobody can see it.

let state = emptyState();
let lost = true;

const header = new Header();
const service = new ServiceControls();
const load = new LoadControls();
const comparison = new Comparison(byId("compare-body"));
const board = new Board(byId("charts"));
const happened = newLog();
const wire = new LinePane(byId("wire"), byId("wire-pause"), { element: wireLine, keep: 200, empty: "nothing has come yet" });
const output = new LinePane(byId("output"), byId("output-pause"), { element: outputLine, keep: 500, empty: "it has printed nothing" });
const profiles = new Profiles();
const rows = new SortTable(byId("rows"), "Operations in the database", [
  { key: "operation", title: "Operation" },
  { key: "collection", title: "Collection" },
  { key: "calls", title: "Calls", number: true, format: count },
  { key: "per_minute", title: "cpm", number: true, format: count },
  { key: "mean", title: "Avg (ms)", number: true, format: threeDigits },
  { key: "min", title: "Min (ms)", number: true, format: threeDigits },
  { key: "max", title: "Max (ms)", number: true, format: threeDigits },
  { key: "share", title: "Share", number: true, format: (share) => `${Math.round(share * 100)} %` },
], { sortBy: "share", empty: "Segments come with task 3.1." });

// What is drawn when something has changed.
const DRAW = {
  sample: drawSamples,
  mark: () => (drawBoard(), drawLog()),
  service: () => (header.show(state), service.show(state, lost), load.show(state, lost), profiles.show(state, lost)),
  parts: () => header.show(state),
  load: () => (load.show(state, lost), drawSamples()),
  steps: () => service.show(state, lost),
  wire: () => wire.draw(),
  output: () => output.draw(),
  rows: () => rows.show(state.rows),
  sides: drawSides,
  verdict: drawSides,
  news: tellNews,
};
const changed = new Set();

function draw(...names) {
  if (changed.size === 0) requestAnimationFrame(drawChanged);
  for (const name of names) changed.add(name);
}

function drawChanged() {
  const names = [...changed];
  changed.clear();
  for (const name of names) DRAW[name]();
}

function drawSamples() {
  drawBoard();
  if (state.sides.some((side) => !side.result)) drawSides();
}

function drawBoard() {
  const keys = routes(state.samples);
  const { key, last } = choices(keys);
  const named = byId("key");
  const busiest = keys.length ? `the busiest: ${automatic}` : "no route has sent anything";
  // An order that changes under the reader's finger makes them choose the wrong one.
  const names = !key.chosen || keys.includes(key.name) ? keys : [...keys, key.name];
  if (document.activeElement !== named) setOptions(named, [["", busiest], ...names.map((name) => [name, name])]);
  named.value = key.chosen ? key.name : "";
  byId("last").value = last;
  board.show({ ...state, key: key.name, seconds: Number(last), loaded: state.load.state !== "idle" });
}

// The choice of route and time is in the URL, so that it outlives a reload. Without
// one it is the busiest route, and the next one only when that is clearly busier.
let automatic = "";

function choices(keys) {
  const hash = new URLSearchParams(location.hash.slice(1));
  if (!keys.includes(automatic) || clearlyBusier(keys[0], automatic)) automatic = keys[0] ?? "";
  const name = hash.get("route") ?? "";
  const times = [...byId("last").options].map((option) => option.value);
  return {
    key: { chosen: name !== "", name: name || automatic },
    last: times.includes(hash.get("last")) ? hash.get("last") : "120",
  };
}

function clearlyBusier(one, other) {
  const calls = (key) => state.samples.reduce((sum, sample) => sum + (sample.keys?.[key]?.calls ?? 0), 0);
  return calls(one) > 1.2 * calls(other);
}

function choose() {
  const hash = new URLSearchParams();
  if (byId("key").value) hash.set("route", byId("key").value);
  hash.set("last", byId("last").value);
  history.replaceState(null, "", `#${hash}`);
  draw("sample");
}

function drawSides() {
  byId("compare").hidden = state.sides.length === 0;
  byId("report-link").hidden = state.verdict === "";
  if (state.sides.length > 0) comparison.show(state.sides, state.verdict, state.samples);
}

// newLog makes the card that has all marks as text.
function newLog() {
  const list = make("ol", { className: "lines", tabIndex: 0, "aria-label": "What happened" });
  byId("charts").append(make("section", { className: "chart happened" }, make("h3", {}, "What happened"), list));
  return list;
}

function drawLog() {
  const marks = state.marks.toReversed();
  happened.replaceChildren(...marks.map(({ t, text }) => make("li", {}, make("time", {}, clock(t)), " ", text)));
}

// announce tells a screen reader what everybody else sees. What comes at the same
// time is told together: the next text would silence the one before.
let news = [];

function announce(text) {
  news.push(text);
  draw("news");
}

function tellNews() {
  setText(byId("announcer"), news.join(". "));
  news = [];
}

function showLost(gone) {
  lost = gone;
  byId("lost").hidden = !gone;
  setProse(byId("lost"), gone ? "The lab is gone: start it again with `go tool workshop lab`; this page finds it." : "");
  document.body.classList.toggle("is-lost", gone);
  draw("service", "load", "steps");
}

byId("key").addEventListener("change", choose);
byId("last").addEventListener("change", choose);
addEventListener("hashchange", () => draw("sample"));
byId("wire-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const line = byId("line").value;
  attempt(byId("wire-answer"), `Sent: ${line}`, () => ask("POST", "/api/statsd", { line }));
});

follow("/events", {
  state(all) {
    const back = lost;
    state = wholeState(all);
    wire.reset(state.wire);
    output.reset(state.output);
    if (back) showLost(false);
    profiles.load();
    draw(...Object.keys(DRAW));
  },
  event(name, data) {
    apply(state, name, data);
    if (name === "mark") announce(data.text);
    if (name === "verdict" && data) announce(data);
    if (name === "wire") wire.add(data);
    if (name === "output") output.add(data);
    if (name === "profiles") profiles.load();
    else draw(name);
  },
  lost() {
    if (byId("lost").hidden) showLost(true);
  },
});
