// Showing: chips, rows, bars and points as the page's templates write them, for other numbers.
"use strict";

/** @typedef {{ verdict: string, decided: boolean, possible: string[], total: number | null, range: number[] | null, because: string, through: string, scores: Map<string, any> | null }} State */

const UNDECIDED = "undecided";
const BAR = 200;

/** A number with at most four decimals, as the page's templates spell it. @param {number} x */
function spelled(x) {
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return x.toLocaleString("en-US");
  if (Math.abs(x) >= 1e15 || Math.abs(x) < 5e-5) return x.toPrecision(4);
  return x.toLocaleString("en-US", { maximumFractionDigits: Math.abs(x) >= 100 ? 2 : 4 });
}

/** @param {number} x @param {boolean} percent */
function inTable(x, percent) {
  const digits = percent ? 0 : 2;
  const text = (percent ? 100 * x : x).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return percent ? `${text}%` : text;
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
  chip.setAttribute("class", `chip tone-${look.tone}`);
  chip.querySelector("path")?.setAttribute("d", look.shape);
  if (chip.lastChild) chip.lastChild.nodeValue = labelOf(ruleset, verdict);
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
  return `${inTable(state.range[0], percent)} to ${inTable(state.range[1], percent)}`;
}

/** @param {Element | null | undefined} element @param {string} text */
function say(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** @param {HTMLTableRowElement} row @param {string} ruleset @param {State} state */
function showRow(row, ruleset, state) {
  row.dataset.verdict = state.verdict;
  row.dataset.decided = String(state.decided);
  row.dataset.possible = state.possible.join(" ");
  row.dataset.total = state.total === null ? "" : String(state.total);
  const chip = row.querySelector(".chip");
  if (chip) showChip(chip, ruleset, state);
  say(row.querySelector(".perhaps"), perhapsOf(ruleset, state));
  say(row.querySelector(".because"), state.because);
  if (evalcore.describe(ruleset).total !== null) say(row.cells[2], totalOf(ruleset, state));
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

/** @param {SVGGElement} point @param {string} ruleset @param {State} state @param {Spot} across @param {Spot} up @param {number[][]} ends */
function showPoint(point, ruleset, state, across, up, ends) {
  const verdict = state.decided ? state.possible[0] : null;
  const look = lookOf(ruleset, verdict);
  const x = placeX(across && across.value, ends[0]), y = placeY(up && up.value, ends[1]);
  const [title, wide, high, path] = point.children;
  point.dataset.verdict = state.verdict;
  point.setAttribute("class", `point tone-${look.tone}`);
  path.setAttribute("d", look.shape);
  path.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${point.dataset.radius})`);
  say(title, `${(title.textContent || "").replace(/: [^:]*$/, "")}: ${labelOf(ruleset, verdict)}`);
  whisker(wide, across && [placeX(across.low, ends[0]), placeX(across.high, ends[0])], ["x1", "x2"], ["y1", "y2"], y);
  whisker(high, up && [placeY(up.low, ends[1]), placeY(up.high, ends[1])], ["y1", "y2"], ["x1", "x2"], x);
}

/** @param {Element} line @param {number[] | null} ends @param {string[]} along @param {string[]} beside @param {number} at */
function whisker(line, ends, along, beside, at) {
  const apart = ends !== null && Math.abs(ends[1] - ends[0]) > 0.5;
  if (!apart || !ends) {
    line.setAttribute("visibility", "hidden");
    return;
  }
  line.removeAttribute("visibility");
  along.forEach((name, n) => line.setAttribute(name, ends[n].toFixed(1)));
  beside.forEach((name) => line.setAttribute(name, at.toFixed(1)));
}

/** A round number, at least as large, whose quarter is round too. @param {number} most */
function nice(most) {
  if (most <= 0) return 1;
  const step = Math.pow(10, Math.floor(Math.log10(most)));
  return [1, 2, 4, 8, 10, 20].map((each) => each * step).find((each) => each >= most * (1 - 1e-9)) || most;
}
