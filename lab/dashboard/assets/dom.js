"use strict";

// Helpers for the document. What others wrote (a service's output, a line on the
// wire) only ever becomes text here, never markup.

// make returns a new element with properties and attributes, and with children:
// nodes, or strings, which become text.
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// makeSVG is make for drawings, which have attributes only.
function makeSVG(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// byId returns the element with this id.
function byId(id) {
  return document.getElementById(id);
}

// setText changes a text only if it is another one: a reader's selection stays, and
// a screen reader does not hear the same again.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// setProse is setText for a sentence with `code` in it.
function setProse(element, sentence) {
  if (element.textContent === sentence.replaceAll("`", "")) return;
  const pieces = sentence.split("`");
  element.replaceChildren(...pieces.map((piece, i) => (i % 2 ? make("code", {}, piece) : piece)));
}

// setUsable says whether a button can be used, and keeps it focusable if not: who
// works with the keyboard would be thrown to the top of the page when the button
// under the focus goes away. The button's own handler asks usable.
function setUsable(button, can) {
  button.setAttribute("aria-disabled", String(!can));
}

// usable reports whether a button can be used.
function usable(button) {
  return button.getAttribute("aria-disabled") !== "true";
}

// setOptions fills a select with [value, text] pairs, and keeps what is chosen. It
// leaves the select alone while nothing has changed, because an open one would close.
function setOptions(select, options) {
  const same = select.length === options.length &&
    options.every(([value, text], i) => select[i].value === value && select[i].text === text);
  if (same) return;
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}
