// Ordering: rows of a slate as a ranking has them, or sorted, filtered and grouped by the reader.
"use strict";

/** @param {Slate} slate @param {string} name */
function filter(slate, name) {
  const found = /** @type {HTMLSelectElement | null} */ (slate.section.querySelector(`[data-filter=${name}]`));
  return found ? found.value : "";
}

/** The total as rankings compare it. @param {number | null} total */
function toNine(total) {
  return total === null ? -Infinity : Number(total.toFixed(9));
}

/** What a row is sorted by where the reader chose so; undefined for the ranking. @param {HTMLTableRowElement} row @param {string} chosen */
function sortedBy(row, chosen) {
  if (chosen === "title") return row.querySelector("a")?.textContent || "";
  if (chosen === "rank") return undefined;
  return row.dataset[chosen] ? -Number(row.dataset[chosen]) : 1;
}

/** The group of a request, in words; empty where nobody says. @param {Slate} slate @param {string} id */
function groupOf(slate, id) {
  const by = filter(slate, "group"), state = slate.states.get(id);
  if (by === "verdict") return labelOf(slate.name, state?.decided ? state.possible[0] : null);
  const said = requestOf(id)[by.slice("field.".length)];
  if (typeof said === "boolean") return said ? "yes" : "no";
  return typeof said === "string" ? said : "";
}

/** Rows in the order of a ranking, or in the one that the reader chose. @param {Slate} slate */
function putInOrder(slate) {
  const { verdicts } = evalcore.describe(slate.name);
  const chosen = filter(slate, "order"), by = filter(slate, "group");
  const keys = new Map();
  for (const [id, row] of slate.rows) {
    const state = /** @type {State} */ (slate.states.get(id)), first = sortedBy(row, chosen);
    const place = [state.decided ? 0 : 1, state.decided ? verdicts.indexOf(state.possible[0]) : 0];
    /** @type {(string | number)[]} */
    const key = [...place, -toNine(state.total), id];
    if (first !== undefined) key.unshift(first);
    if (by === "verdict") key.unshift(...place);
    else if (by) {
      const group = groupOf(slate, id);
      key.unshift(group ? 0 : 1, group);
    }
    keys.set(row, key);
  }
  slate.body.querySelectorAll("tr.group").forEach((each) => each.remove());
  const before = [...slate.body.rows];
  const order = before.slice().sort((one, other) => {
    const a = keys.get(one), b = keys.get(other);
    for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return a[n] < b[n] ? -1 : 1;
    return 0;
  });
  arrange(slate.body, before, order);
  if (by) showGroups(slate, order);
}

/** Moves as few rows as will do: those outside of the longest run that is in order already. @param {HTMLElement} body @param {Element[]} rows @param {Element[]} order */
function arrange(body, rows, order) {
  const place = new Map(order.map((row, n) => [row, n]));
  const now = rows.map((row) => /** @type {number} */ (place.get(row)));
  /** @type {number[]} */
  const tails = [], before = new Array(now.length).fill(-1);
  now.forEach((value, n) => {
    let low = 0, high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (now[tails[middle]] < value) low = middle + 1;
      else high = middle;
    }
    if (low) before[n] = tails[low - 1];
    tails[low] = n;
  });
  const kept = new Set();
  for (let n = tails.length ? tails[tails.length - 1] : -1; n >= 0; n = before[n]) kept.add(now[n]);
  let next = null;
  for (let n = order.length - 1; n >= 0; n--) {
    if (!kept.has(n)) body.insertBefore(order[n], next);
    next = order[n];
  }
}

/** A line above each group of rows that are shown. @param {Slate} slate @param {HTMLTableRowElement[]} order */
function showGroups(slate, order) {
  const groups = groupedBy(order.filter((row) => !row.hidden), (row) => groupOf(slate, row.dataset.id || ""));
  const line = /** @type {HTMLTemplateElement} */ (byId("evalcore-group")).content.firstElementChild;
  for (const [name, rows] of groups) {
    const made = /** @type {HTMLElement} */ (line?.cloneNode(true));
    say(made.firstElementChild, `${name || "not said"}: ${rows.length}`);
    slate.body.insertBefore(made, rows[0]);
  }
}

/** Shows the rows that the reader asked for. @param {Slate} slate */
function filtered(slate) {
  const verdict = filter(slate, "verdict"), text = filter(slate, "text").toLowerCase();
  let left = 0;
  for (const [id, row] of slate.rows) {
    const state = /** @type {State} */ (slate.states.get(id));
    const fits = !verdict || (verdict === "?" ? !state.decided : state.decided && state.possible[0] === verdict);
    row.hidden = !fits || !(row.textContent || "").toLowerCase().includes(text);
    left += row.hidden ? 0 : 1;
  }
  const none = slate.section.querySelector(".none");
  if (none) /** @type {HTMLElement} */ (none).hidden = left > 0;
}
