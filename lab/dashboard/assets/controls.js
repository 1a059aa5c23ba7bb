"use strict";

// The header, and the buttons and fields that say what the lab shall do.

const SERVICE_WORDS = {
  none: "no service yet", building: "builds", starting: "starts", running: "runs",
  stopped: "stopped", ended: "ended by itself", failed: "failed to start",
};
const PART_WORDS = { up: "up", gone: "gone", off: "not the lab's" };
const LOAD_WORDS = {
  idle: "No load runs.", seeding: "It makes the orders that it asks for later:", running: "Runs:", ending: "Waits for the last answers:",
};
const ACTIVE = ["building", "starting", "running"];

// attempt asks the lab for something, and shows below the button how that went.
async function attempt(answer, done, request, meanwhile = "…") {
  setText(answer, meanwhile);
  answer.dataset.state = "";
  try {
    const result = await request();
    setText(answer, done);
    return result;
  } catch (error) {
    answer.dataset.state = "refused";
    setText(answer, error.message);
    return null;
  }
}

// A Header says how the service and its parts are, in words.
class Header {
  show({ service, parts }) {
    const state = byId("service-state");
    setText(state, SERVICE_WORDS[service.state] ?? service.state);
    state.dataset.state = service.state;
    setText(byId("service-name"), service.name);
    setText(byId("service-url"), service.state === "running" ? service.url ?? "" : "");
    const note = byId("service-note");
    setText(note, service.note ?? "");
    note.hidden = !service.note;
    byId("parts").replaceChildren(...parts.map((part) => make("li", {},
      part.name, " ",
      withState(make("span", { className: "state" }, PART_WORDS[part.state] ?? part.state), part.state),
      " ", make("code", {}, part.where ?? ""),
      part.note ? make("p", { className: "part-note" }, part.note) : "")));
    document.title = `${service.name} ${SERVICE_WORDS[service.state] ?? service.state} · The lab`.trimStart();
  }
}

function withState(element, state) {
  element.dataset.state = state;
  return element;
}

// ServiceControls start, restart and stop the service.
class ServiceControls {
  constructor() {
    this.answer = byId("service-answer");
    byId("service-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.want("service-start", { do: "start", step: byId("step").value });
    });
    byId("service-restart").addEventListener("click", () => this.want("service-restart", { do: "restart" }));
    byId("service-stop").addEventListener("click", () => this.want("service-stop", { do: "stop" }));
  }

  want(button, want) {
    if (usable(byId(button))) attempt(this.answer, `Asked for: ${want.do} ${want.step ?? ""}`, () => ask("POST", "/api/want", want));
  }

  show({ service, steps }, lost) {
    const offered = steps.length > 0;
    byId("step-field").hidden = !offered;
    byId("service-start").hidden = !offered;
    this.offer(steps, service);
    const active = ACTIVE.includes(service.state);
    const started = service.state !== "none";
    setUsable(byId("service-start"), offered && !lost);
    setUsable(byId("service-restart"), started && !lost);
    setUsable(byId("service-stop"), active && !lost);
    const reasons = [];
    if (lost) reasons.push("The lab is gone.");
    else {
      if (!offered) reasons.push("Steps can be switched in a lab of `go tool workshop lab`.");
      if (!started) reasons.push("Restart and Stop need a service.");
      else if (!active) reasons.push("Stop needs a service that runs.");
    }
    setProse(byId("service-reason"), reasons.join(" "));
    // What was asked for has begun, so its answer is old news.
    if (this.last !== JSON.stringify(service)) setText(this.answer, "");
    this.last = JSON.stringify(service);
  }

  // offer fills the list of steps, and chooses the one of a service that is new.
  offer(steps, service) {
    const list = byId("step");
    setOptions(list, steps.map(({ name, title }) => [name, title]));
    const its = steps.find(({ title }) => title === service.name);
    if (its && service.name !== this.named && document.activeElement !== list) {
      list.value = its.name;
      this.named = service.name;
    }
  }
}

// LoadControls start, shape and stop the load.
class LoadControls {
  constructor() {
    this.answer = byId("load-answer");
    this.form = byId("load-form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!usable(byId("load-start"))) return;
      const figure = (id) => Number(byId(id).value);
      const request = { rate: figure("rate"), hits: figure("hits"), lookup: byId("lookup").value, seconds: figure("seconds") };
      attempt(this.answer, "", () => ask("POST", "/api/load", request));
    });
    byId("load-stop").addEventListener("click", () => {
      if (usable(byId("load-stop"))) attempt(this.answer, "", () => ask("POST", "/api/load/stop", {}));
    });
  }

  show({ load, service }, lost) {
    const idle = load.state === "idle";
    const others = !idle && load.owner === "terminal";
    const serves = service.state === "running";
    setText(byId("load-start"), idle ? "Start the load" : "Shape it");
    setUsable(byId("load-start"), !lost && !others && serves);
    setUsable(byId("load-stop"), !lost && !idle);
    let reason = "";
    if (lost) reason = "The lab is gone.";
    else if (others) reason = "This load was started in the terminal: it can be stopped here, not shaped.";
    else if (!serves) reason = "A load needs a service that runs.";
    setText(byId("load-reason"), reason);
    setText(byId("load-now"), [LOAD_WORDS[load.state], idle ? "" : loadInWords(load.request), load.note ?? ""].filter(Boolean).join(" "));
    this.fill(load.request);
  }

  // fill shows the load that the lab has in the fields, but never under the reader's
  // fingers, and each load only once.
  fill(request) {
    const text = JSON.stringify(request);
    if (!request.rate || text === this.filled || this.form.contains(document.activeElement)) return;
    this.filled = text;
    for (const id of ["rate", "hits", "lookup", "seconds"]) byId(id).value = request[id];
  }
}

function loadInWords({ rate, hits, lookup, seconds }) {
  const what = lookup ? `the lookup ${lookup}` : "all calls and lookups";
  return `${plural(rate, "request")} a second, ${what}, hits ${hits} %, for ${plural(seconds, "second")} at most.`;
}
