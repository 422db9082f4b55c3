"use strict";
// Nothing here is needed to read the page: it sorts tables and singles out a class of the map.

const number = (cell) => {
  const text = cell.textContent.replace(/[\s,]/g, "");
  return /^-?[\d.]/.test(text) ? parseFloat(text) : NaN;
};

function sort(table, column, head) {
  const down = head.getAttribute("aria-sort") !== "descending";
  table.querySelectorAll("th[aria-sort]").forEach((th) => th.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => {
    const [x, y] = [a.cells[column], b.cells[column]];
    const order = isNaN(number(x)) || isNaN(number(y))
      ? x.textContent.localeCompare(y.textContent)
      : number(x) - number(y);
    return down ? -order : order;
  });
  table.tBodies[0].append(...rows);
}

document.querySelectorAll("table.sortable").forEach((table) => {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, column, head));
    head.append(button);
  });
});

document.querySelectorAll(".legend button").forEach((button) => {
  button.addEventListener("click", () => {
    const figure = button.closest("figure");
    const chosen = button.getAttribute("aria-pressed") !== "true";
    figure.querySelectorAll(".legend button").forEach((b) => b.setAttribute("aria-pressed", "false"));
    button.setAttribute("aria-pressed", String(chosen));
    figure.classList.toggle("chosen", chosen);
    figure.querySelectorAll(".chart .mark").forEach((mark) => {
      mark.classList.toggle("on", mark.dataset.class === button.dataset.class);
    });
  });
});
