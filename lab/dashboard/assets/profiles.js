"use strict";

// Profiles of the running service: take one, open its flame graph, compare two.

const CPU_SECONDS = 5;

class Profiles {
  constructor() {
    this.list = [];
    this.ticked = new Set();
    this.answer = byId("profiles-answer");
    this.buttons = [...byId("profile-kinds").querySelectorAll("button")];
    for (const button of this.buttons) {
      button.addEventListener("click", () => usable(button) && this.take(button.value));
    }
    this.differ = make("button", { type: "button" }, "Difference of the two");
    this.differ.addEventListener("click", () => usable(this.differ) && this.compare());
    this.reason = make("p", { className: "reason" });
    this.items = make("ul", { className: "snapshots", "aria-label": "Snapshots" });
    byId("profiles").append(this.items, this.differ, this.reason);
    this.draw();
  }

  // show says whether profiles can be taken.
  show({ service }, lost) {
    const can = !lost && service.state === "running";
    for (const button of this.buttons) setUsable(button, can);
    setText(byId("profiles-reason"), lost ? "The lab is gone." : can ? "" : "A profile needs a service that runs.");
  }

  async load() {
    try {
      this.set(await ask("GET", "/api/profiles"));
    } catch (error) {
      setText(this.answer, error.message);
    }
  }

  set(list) {
    this.list = list ?? [];
    this.draw();
  }

  async take(kind) {
    const seconds = kind === "cpu" ? { seconds: CPU_SECONDS } : {};
    const snapshot = await this.ask("/api/profiles", { kind, ...seconds }, kind === "cpu" ? `It takes ${CPU_SECONDS} seconds…` : "…");
    if (snapshot) setText(this.answer, `Snapshot ${snapshot.id} is taken.`);
  }

  async compare() {
    const [base, id] = this.chosen().map((snapshot) => snapshot.id);
    const snapshot = await this.ask("/api/profiles/diff", { base, id });
    if (snapshot) setText(this.answer, `Snapshot ${snapshot.id} is what ${id} has more than ${base}, or less.`);
  }

  async ask(path, body, meanwhile) {
    for (const button of this.buttons) button.setAttribute("aria-busy", "true");
    const snapshot = await attempt(this.answer, "", () => ask("POST", path, body), meanwhile);
    for (const button of this.buttons) button.removeAttribute("aria-busy");
    if (snapshot) await this.load();
    return snapshot;
  }

  // chosen are the ticked snapshots, the older one first: it is the base.
  chosen() {
    return this.list.filter((snapshot) => this.ticked.has(snapshot.id)).sort((a, b) => a.taken - b.taken);
  }

  draw() {
    const text = JSON.stringify(this.list);
    if (text !== this.drawn) {
      this.drawn = text;
      this.ticked = new Set(this.list.map(({ id }) => id).filter((id) => this.ticked.has(id)));
      this.items.replaceChildren(...this.list.map((snapshot) => this.item(snapshot)));
    }
    this.differ.hidden = this.list.length < 2;
    this.reason.hidden = this.list.length < 2;
    const chosen = this.chosen();
    const can = chosen.length === 2 && chosen[0].kind === chosen[1].kind && !chosen.some((snapshot) => snapshot.base);
    setUsable(this.differ, can);
    setText(this.reason, can ? "" : "For a difference, tick two snapshots of the same kind.");
  }

  item(snapshot) {
    const { id, kind, base, taken, service, url, note } = snapshot;
    const box = make("input", { type: "checkbox", checked: this.ticked.has(id) });
    box.addEventListener("change", () => {
      if (box.checked) this.ticked.add(id);
      else this.ticked.delete(id);
      this.draw();
    });
    const what = base ? `${kind}, difference to ${base}` : kind;
    return make("li", {},
      make("label", {}, box, ` ${id}: ${what}`),
      " ", make("span", { className: "means" }, `${clock(taken)}, ${service}`),
      " ", make("a", { href: `${url}flamegraph`, target: "_blank", rel: "noopener" }, `Flame graph of ${id}`),
      note ? make("p", { className: "means" }, note) : "");
  }
}
