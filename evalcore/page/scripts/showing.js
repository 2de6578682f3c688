// Showing: chips, rows, bars and points as the page's templates write them, for other numbers.
"use strict";

/** @typedef {{ verdict: string, decided: boolean, possible: string[], total: number | null, range: number[] | null, because: string, through: string, scores: Map<string, any> | null }} State */

const UNDECIDED = "undecided";
const BAR = 200;

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const TWO = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const UP_TO_TWO = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const UP_TO_FOUR = new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 });

/** A number with at most four decimals, as the page's templates spell it. @param {number} x */
function spelled(x) {
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return WHOLE.format(x);
  if (Math.abs(x) >= 1e15 || Math.abs(x) < 5e-5) return x.toPrecision(4);
  return (Math.abs(x) >= 100 ? UP_TO_TWO : UP_TO_FOUR).format(x);
}

/** @param {number} x @param {boolean} percent */
function inTable(x, percent) {
  if (percent) return `${WHOLE.format(100 * x)}%`;
  return Math.abs(x) < 1000 ? x.toFixed(2) : TWO.format(x);
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

/** @param {Element} part @param {string} ruleset @param {State} state @param {boolean} stood */
function showOpinion(part, ruleset, state, stood) {
  const chip = part.querySelector(".chip");
  if (chip) showChip(chip, ruleset, state);
  say(part.querySelector("[data-part=perhaps]"), perhapsOf(ruleset, state));
  if (evalcore.describe(ruleset).total !== null) say(part.querySelector("[data-part=total]"), ` total ${totalOf(ruleset, state)}`);
  say(part.querySelector("[data-part=because]"), ` \u2013 ${state.because}`);
  for (const note of part.querySelectorAll(".stood")) /** @type {HTMLElement} */ (note).hidden = stood;
  const reasons = part.querySelector("details[data-part=reasons]");
  if (reasons) /** @type {HTMLDetailsElement} */ (reasons).open = stood;
  if (state.scores) showScores(part, ruleset, state.scores, stood);
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
    bar?.setAttribute("x", String((weighted ? reached : 0) * BAR));
    bar?.setAttribute("width", String(Math.max(adds, 0) * BAR));
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

/** How points were drawn last. @type {WeakMap<Element, { verdict: string | null, x: number, y: number, whiskers: boolean }>} */
const DRAWN = new WeakMap();

/** @param {SVGGElement} point @param {string} ruleset @param {State} state @param {Spot} across @param {Spot} up @param {number[][]} ends @param {boolean} whiskers */
function showPoint(point, ruleset, state, across, up, ends, whiskers) {
  const verdict = state.decided ? state.possible[0] : null;
  const x = placeX(across && across.value, ends[0]), y = placeY(up && up.value, ends[1]);
  const [title, wide, high, path] = point.children;
  const before = DRAWN.get(point);
  if (!before || before.verdict !== verdict || point.dataset.verdict !== state.verdict) {
    const look = lookOf(ruleset, verdict);
    point.dataset.verdict = state.verdict;
    set(point, "class", `point tone-${look.tone}`);
    set(path, "d", look.shape);
    say(title, `${point.dataset.title}: ${labelOf(ruleset, verdict)}`);
  }
  if (!before || before.x !== x || before.y !== y) {
    path.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${point.dataset.radius})`);
  }
  if (!before || whiskers || before.whiskers) {
    const [level, upright] = whiskers ? [across, up] : [null, null];
    whisker(wide, level && [placeX(level.low, ends[0]), placeX(level.high, ends[0])], ["x1", "x2"], ["y1", "y2"], y);
    whisker(high, upright && [placeY(upright.low, ends[1]), placeY(upright.high, ends[1])], ["y1", "y2"], ["x1", "x2"], x);
  }
  DRAWN.set(point, { verdict, x, y, whiskers });
}

/** @param {Element} line @param {number[] | null} ends @param {string[]} along @param {string[]} beside @param {number} at */
function whisker(line, ends, along, beside, at) {
  const apart = ends !== null && Math.abs(ends[1] - ends[0]) > 0.5;
  set(line, "visibility", apart ? "visible" : "hidden");
  if (!apart || !ends) return;
  along.forEach((name, n) => set(line, name, ends[n].toFixed(1)));
  beside.forEach((name) => set(line, name, at.toFixed(1)));
}

/** A round number, at least as large, whose quarter is round too. @param {number} most */
function nice(most) {
  if (most <= 0) return 1;
  const step = Math.pow(10, Math.floor(Math.log10(most)));
  return [1, 2, 4, 8, 10, 20].map((each) => each * step).find((each) => each >= most * (1 - 1e-9)) || most;
}
