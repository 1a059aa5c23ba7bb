"use strict";

// The report: it draws the sides that it has in itself.
const recorded = JSON.parse(byId("comparison").textContent);
new Comparison(byId("sides")).show(recorded.sides, "");
