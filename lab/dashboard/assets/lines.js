"use strict";

// A LinePane shows the last lines of something that goes on, the newest at the end.
// It stays where it is while the reader has scrolled up, and while it is paused.
class LinePane {
  // element makes a list item of a line; keep is how many lines there are at most.
  constructor(list, pause, { element, keep, empty }) {
    this.list = list;
    this.element = element;
    this.keep = keep;
    this.empty = empty;
    this.waiting = []; // lines that the list does not show yet
    this.paused = false;
    pause.addEventListener("click", () => {
      this.paused = !this.paused;
      pause.setAttribute("aria-pressed", String(this.paused));
      this.draw();
    });
  }

  // reset begins anew with these lines.
  reset(lines) {
    this.waiting = [];
    this.list.replaceChildren();
    this.add(lines);
  }

  // add keeps lines for the next draw.
  add(lines) {
    this.waiting = this.waiting.concat(lines).slice(-this.keep);
  }

  draw() {
    const { list } = this;
    if (this.paused) return;
    if (this.waiting.length > 0) {
      const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 30;
      list.querySelector(".empty")?.remove();
      list.append(...this.waiting.map(this.element));
      this.waiting = [];
      while (list.childElementCount > this.keep) list.firstElementChild.remove();
      if (atEnd) list.scrollTop = list.scrollHeight;
    } else if (list.childElementCount === 0) {
      list.append(make("li", { className: "empty" }, this.empty));
    }
  }
}

// wireLine shows a line or a segment of the wire. A bad one says why in its own text.
function wireLine({ t, kind, text }) {
  return make("li", { className: kind },
    make("time", {}, clock(t)), " ", make("b", {}, kind === "bad" ? "✕ bad" : kind), " ", make("span", {}, text));
}

function outputLine(text) {
  return make("li", {}, make("span", {}, text));
}
