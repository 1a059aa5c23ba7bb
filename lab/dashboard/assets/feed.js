"use strict";

// The page's end of the lab: what the lab knows comes as events, what the reader
// wants goes as requests.

const KEEP_SAMPLES = 900;
const KEEP_MARKS = 200;
const RETRY = 1000; // ms until the next try when the lab is gone
const SILENCE = 15000; // ms without a sample after which the lab counts as gone
const EVENTS = ["sample", "mark", "service", "parts", "load", "steps", "wire", "output", "rows", "sides", "verdict", "profiles"];

// follow calls on.state with all that the lab knows, then on.event with what is new;
// on.lost when the lab is gone, and on.state again when it is back. Browsers do not
// agree on when an EventSource tries again by itself, so this one does it.
function follow(url, on) {
  let source;
  let silence;
  const begin = () => {
    source = new EventSource(url);
    source.addEventListener("state", (event) => on.state(JSON.parse(event.data)));
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        if (name === "sample") listen();
        on.event(name, JSON.parse(event.data));
      });
    }
    source.onerror = lose;
  };
  const lose = () => {
    clearTimeout(silence);
    source.close();
    on.lost();
    setTimeout(begin, RETRY);
  };
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(lose, SILENCE);
  };
  begin();
}

// ask sends a request and returns the answer's JSON, or null if it has none. The
// error that it throws has the lab's own words.
async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(path, body === undefined ? { method }
      : { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw new Error("the lab does not answer: start it again with go tool workshop lab");
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = text === "" ? null : JSON.parse(text);
  } catch {
    // Not the lab's words, so the status has to do.
  }
  if (!response.ok) throw new Error(answer?.error ?? `${method} ${path}: ${response.status} ${response.statusText}`);
  return answer;
}

// emptyState is what the page knows before the lab has said anything.
function emptyState() {
  return {
    samples: [], marks: [], parts: [], steps: [], wire: [], output: [], rows: [], sides: [], verdict: "",
    service: { name: "", state: "none" },
    load: { state: "idle", request: {}, owner: "" },
  };
}

// wholeState is a state of the lab, with empty lists where it has none.
function wholeState(state) {
  const whole = emptyState();
  for (const name of Object.keys(whole)) whole[name] = state[name] ?? whole[name];
  return whole;
}

// apply puts an event into the state.
function apply(state, name, data) {
  switch (name) {
    case "sample":
      state.samples = [...state.samples, data].slice(-KEEP_SAMPLES);
      break;
    case "mark":
      state.marks = [...state.marks, data].slice(-KEEP_MARKS);
      break;
    case "wire":
    case "output":
      break; // the panes keep their own lines
    default:
      state[name] = data ?? emptyState()[name];
  }
}
