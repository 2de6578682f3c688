// Showing: chips, rows, bars and points as the page's templates write them, for other numbers.
"use strict";

/** @typedef {{ verdict: string, decided: boolean, possible: string[], total: number | null, range: number[] | null, because: string, through: string }} State */

const UNDECIDED = "undecided";
const BAR = 200;
const APART = 0.5; // units that a whisker is longer than

/** A number with so many decimals, half to even as Python rounds, thousands separated. @param {number} x @param {number} decimals */
function fixed(x, decimals) {
  let text = x.toFixed(decimals);
  const mayTie = Math.abs((x * 10 ** decimals * 2) % 2) === 1 && Number(text[text.length - 1]) % 2;
  const exact = mayTie ? x.toFixed(decimals + 30) : "";
  if (/50{29}$/.test(exact)) text = exact.slice(0, -30).replace(/\.$/, "");
  return Math.abs(x) < 1000 ? text : text.replace(/(?<!\..*)\B(?=(\d{3})+(?!\d))/g, ",");
}

/** @param {string} text */
function shortened(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A number with at most four decimals, as the page's templates spell it. @param {number} x */
function spelled(x) {
  const size = Math.abs(x);
  if (Number.isInteger(x) && size < 1e15) return fixed(x, 0);
  if (size >= 1e15 || size < 5e-5) return x.toExponential(3).replace(/\.?0+e/, "e").replace(/([+-])(\d)$/, "$10$2");
  return shortened(fixed(x, size >= 100 ? 2 : 4));
}

/** A number that was worked out; with more decimals where it would vanish. @param {number} x @param {number} decimals */
function rounded(x, decimals) {
  const size = Math.abs(x);
  return size >= 1e15 || (x && size < 0.5 * 10 ** -decimals) ? spelled(x) : shortened(fixed(x, decimals));
}

/** @param {number} x @param {boolean} percent */
function inTable(x, percent) {
  return percent ? `${fixed(100 * x, 0)}%` : fixed(x, 2);
}

/** @param {string} ruleset @param {string | null} verdict */
function labelOf(ruleset, verdict) {
  return verdict === null ? UNDECIDED : LOOKS[ruleset].verdicts[verdict].label;
}

/** @param {string} ruleset @param {string | null} verdict */
function lookOf(ruleset, verdict) {
  const looks = LOOKS[ruleset];
  return verdict === null ? { shape: looks.open, tone: "open" } : looks.verdicts[verdict];
}

/** @param {Element} chip @param {string} ruleset @param {State} state */
function showChip(chip, ruleset, state) {
  const verdict = state.decided ? state.possible[0] : null;
  const look = lookOf(ruleset, verdict);
  set(chip, "class", `chip tone-${look.tone}`);
  if (chip.firstElementChild?.firstElementChild) set(chip.firstElementChild.firstElementChild, "d", look.shape);
  const words = /** @type {ChildNode} */ (chip.lastChild);
  const label = labelOf(ruleset, verdict);
  if (words.nodeValue !== label) words.nodeValue = label;
}

/** Sets an attribute that is another one. @param {Element} element @param {string} name @param {string} value */
function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @param {string} ruleset @param {State} state */
function perhapsOf(ruleset, state) {
  if (state.possible.length < 2) return "";
  const labels = state.possible.map((each) => labelOf(ruleset, each));
  return `perhaps ${labels.slice(0, -1).join(", ")} or ${labels[labels.length - 1]}`;
}

/** @param {string} ruleset @param {State} state */
function totalOf(ruleset, state) {
  const percent = LOOKS[ruleset].percent[0];
  if (state.total !== null) return inTable(state.total, percent);
  if (!state.range || Math.max(...state.range.map(Math.abs)) > 1e12) return "?";
  const [low, high] = [outward(state.range[0], Math.floor), outward(state.range[1], Math.ceil)];
  return low === high ? inTable(low, percent) : `${inTable(low, percent)} to ${inTable(high, percent)}`;
}

/** An end of a range with two decimals: nothing lies outside of what is said.
 * @param {number} end @param {(x: number) => number} step */
function outward(end, step) {
  const nearest = Math.round(end * 100) / 100;
  return Math.abs(nearest - end) <= 1e-9 ? nearest : step(end * 100) / 100;
}

/** @param {Element | null | undefined} element @param {string} text */
function say(element, text) {
  if (!element) return;
  const only = element.firstChild;
  if (only && only === element.lastChild && only.nodeType === 3) {
    if (only.nodeValue !== text) only.nodeValue = text;
  } else if (element.textContent !== text) element.textContent = text;
}

/** @type {WeakMap<Element, (Element | null)[]>} */
const PARTS_OF = new WeakMap();

/** The parts of a row that change; looked for once. @param {HTMLTableRowElement} row */
function partsOf(row) {
  let found = PARTS_OF.get(row);
  if (!found) {
    found = [".chip", ".perhaps", ".because"].map((each) => row.querySelector(each));
    PARTS_OF.set(row, [...found, row.cells[2]]);
  }
  return PARTS_OF.get(row) || [];
}

/** @param {HTMLTableRowElement} row @param {string} ruleset @param {State} before @param {State} now */
function showRow(row, ruleset, before, now) {
  const [chip, perhaps, because, total] = partsOf(row);
  const possible = now.possible.join(" ");
  if (before.total !== now.total) row.setAttribute("data-total", now.total === null ? "" : String(now.total));
  if (evalcore.describe(ruleset).total !== null) say(total, totalOf(ruleset, now));
  if (before.because !== now.because) say(because, now.because);
  if (before.verdict === now.verdict && before.possible.join(" ") === possible) return;
  row.setAttribute("data-verdict", now.verdict);
  row.setAttribute("data-decided", String(now.decided));
  row.setAttribute("data-possible", possible);
  if (chip) showChip(chip, ruleset, now);
  say(perhaps, perhapsOf(ruleset, now));
}

/** @param {Element} part @param {string} ruleset @param {State} state @param {any} evaluation @param {boolean} stood */
function showOpinion(part, ruleset, state, evaluation, stood) {
  const chip = part.querySelector(".chip");
  if (chip) showChip(chip, ruleset, state);
  say(part.querySelector("[data-part=perhaps]"), perhapsOf(ruleset, state));
  if (evalcore.describe(ruleset).total !== null) say(part.querySelector("[data-part=total]"), ` total ${totalOf(ruleset, state)}`);
  say(part.querySelector("[data-part=because]"), ` \u2013 ${state.because}`);
  for (const note of part.querySelectorAll(".stood")) /** @type {HTMLElement} */ (note).hidden = stood;
  const reasons = part.querySelector("details[data-part=reasons]");
  if (reasons) /** @type {HTMLDetailsElement} */ (reasons).open = stood;
  if (!evaluation) return;
  const scores = new Map(evaluation.criteria().map((/** @type {any} */ each) => [each.id, each]));
  showScores(part, ruleset, scores, stood);
  for (const { rule, result, words } of askedOf(evaluation, LOOKS[ruleset])) {
    const cells = part.querySelector(`tr[data-rule="${rule}"]`)?.children;
    if (cells) [result, words].forEach((text, n) => say(cells[n + 1], text));
  }
}

/** @param {Element} part @param {string} ruleset @param {Map<string, any>} scores @param {boolean} stood */
function showScores(part, ruleset, scores, stood) {
  const weighted = evalcore.describe(ruleset).weighted;
  const [ofTotal, ofScores] = LOOKS[ruleset].percent;
  let reached = 0;
  for (const row of part.querySelectorAll("tr[data-criterion]")) {
    const found = scores.get(row.getAttribute("data-criterion") || "");
    const why = /** @type {HTMLElement | null} */ (row.querySelector("[data-part=why]"));
    if (why) why.hidden = !stood;
    if (!found) continue;
    const adds = (weighted ? found.contribution : found.score) ?? 0;
    const bar = row.querySelector("rect.bar");
    if (bar) set(bar, "x", String((weighted ? reached : 0) * BAR));
    if (bar) set(bar, "width", String(Math.max(adds, 0) * BAR));
    reached += adds;
    const cells = row.querySelectorAll("td.number");
    say(cells[0], found.score === null ? "?" : inTable(found.score, ofScores));
    if (!weighted) continue;
    say(cells[1], String(found.weight));
    say(cells[2], found.contribution === null ? "?" : `+${inTable(found.contribution, ofTotal)}`);
  }
}

/** @param {number | null} value @param {number[]} ends */
function placeX(value, ends) {
  if (value === null) return GEOMETRY.unsaid;
  return GEOMETRY.left + ((value - ends[0]) / (ends[1] - ends[0])) * (GEOMETRY.width - GEOMETRY.right - GEOMETRY.left);
}

/** @param {number | null} value @param {number[]} ends */
function placeY(value, ends) {
  const part = value === null ? 0 : (value - ends[0]) / (ends[1] - ends[0]);
  return GEOMETRY.height - GEOMETRY.bottom - part * (GEOMETRY.height - GEOMETRY.bottom - GEOMETRY.top);
}

/** @typedef {{ value: number, low: number, high: number } | null} Spot */

/** How points were drawn last. @type {WeakMap<Element, { verdict: string | null, place: string, size: string }>} */
const DRAWN = new WeakMap();

/** @param {SVGPathElement} point @param {string} ruleset @param {State} state @param {number} x @param {number} y */
function showPoint(point, ruleset, state, x, y) {
  const verdict = state.decided ? state.possible[0] : null;
  const place = `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`;
  const before = DRAWN.get(point), size = before ? before.size : ` scale(${point.dataset.radius})`;
  if (!before || before.place !== place) point.setAttribute("transform", place + size);
  if (!before || before.verdict !== verdict) {
    const look = lookOf(ruleset, verdict);
    set(point, "data-verdict", state.verdict);
    set(point, "class", `point tone-${look.tone}`);
    set(point, "d", look.shape);
    say(point.firstElementChild, `${point.dataset.title}: ${labelOf(ruleset, verdict)}`);
  }
  if (!before || before.place !== place || before.verdict !== verdict) DRAWN.set(point, { verdict, place, size });
}

/** How far a point may be off, across and upwards, as a part of one path. @param {Spot} across @param {Spot} up @param {number[][]} ends @param {number} x @param {number} y */
function whiskerOf(across, up, ends, x, y) {
  const [left, right] = across ? [placeX(across.low, ends[0]), placeX(across.high, ends[0])] : [x, x];
  const [low, high] = up ? [placeY(up.low, ends[1]), placeY(up.high, ends[1])] : [y, y];
  const level = right - left > APART ? `M${left.toFixed(1)} ${y.toFixed(1)}H${right.toFixed(1)}` : "";
  return low - high > APART ? `${level}M${x.toFixed(1)} ${low.toFixed(1)}V${high.toFixed(1)}` : level;
}

/** A round number, at least as large, whose quarter is round too. @param {number} most */
function nice(most) {
  if (most <= 0) return 1;
  const step = Math.pow(10, Math.floor(Math.log10(most)));
  return [1, 2, 4, 8, 10, 20].map((each) => each * step).find((each) => each >= most * (1 - 1e-9)) || most;
}
