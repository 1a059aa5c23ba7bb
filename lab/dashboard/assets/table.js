"use strict";

// A SortTable shows rows that come again and again, in the order the reader chose.
class SortTable {
  // columns have a key of a row, a title, a format and, for figures, number: true.
  constructor(parent, caption, columns, { sortBy, empty }) {
    this.columns = columns;
    this.rows = [];
    this.by = sortBy;
    this.falling = true;
    this.body = make("tbody");
    this.heads = columns.map((column) => this.head(column));
    this.empty = make("p", { className: "empty" }, empty);
    this.scroll = make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": caption },
      make("table", { className: "figures" },
        make("caption", { className: "unseen" }, caption),
        make("thead", {}, make("tr", {}, ...this.heads)),
        this.body));
    parent.append(this.empty, this.scroll);
    this.show([]);
  }

  head(column) {
    const button = make("button", { type: "button", className: "sort" }, column.title);
    button.addEventListener("click", () => this.sort(column));
    return make("th", { scope: "col", className: column.number ? "number" : "" }, button);
  }

  // sort goes by another column, figures from the largest down; or turns the order round.
  sort(column) {
    this.falling = this.by === column.key ? !this.falling : Boolean(column.number);
    this.by = column.key;
    this.show(this.rows);
  }

  show(rows) {
    this.rows = rows;
    this.empty.hidden = rows.length > 0;
    this.scroll.hidden = rows.length === 0;
    this.columns.forEach(({ key }, i) => {
      if (key === this.by) this.heads[i].setAttribute("aria-sort", this.falling ? "descending" : "ascending");
      else this.heads[i].removeAttribute("aria-sort");
    });
    const sorted = [...rows].sort((a, b) => (this.falling ? -1 : 1) * compareValues(a[this.by], b[this.by]));
    this.body.replaceChildren(...sorted.map((row) => make("tr", {}, ...this.columns.map(({ key, format, number }) =>
      make("td", { className: number ? "number" : "" }, format ? format(row[key]) : row[key])))));
  }
}

function compareValues(a, b) {
  return typeof a === "number" ? a - b : a.localeCompare(b);
}
