// The page of a sponsor: what a request would get, what is missing, what would change it, and its file.
"use strict";

const data = JSON.parse(byId("evalcore-data").textContent || "{}");
const page = document.documentElement;
const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-evalcore=form]"));
const entries = entriesIn(form);
const ruleset = data.rulesets[0].name;
const MOST = 3; // changes that are told
const STEPS = 60; // numbers of a field that are tried, on either side
const HALVINGS = 30;

/** @param {string} name */
function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-evalcore=${name}]`));
}

/** The request as a document holds it. @returns {Record<string, any>} */
function requestHere() {
  /** @type {Record<string, any>} */
  const found = {};
  for (const own of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[data-own]"))) {
    if (own.value.trim()) found[own.dataset.own || ""] = own.value.trim();
  }
  for (const [name, own] of entries) {
    const value = entered(own);
    if (value !== null) found[name] = value;
  }
  return found;
}

/** The evaluation of a request; null where it is refused, which is said. @param {any} request */
function evaluationOf(request) {
  try {
    const found = evalcore.prepare(request, ruleset)(evalcore.numbersOf(ruleset, {}));
    say(part("refused"), "");
    return found;
  } catch (error) {
    if (!(error instanceof evalcore.InputError)) throw error;
    say(part("refused"), /** @type {Error} */ (error).message);
    return null;
  }
}

/** @param {any} request @returns {string[]} */
function possibleOf(request) {
  try {
    return evalcore.evaluate(request, { ruleset }).possible;
  } catch (error) {
    if (!(error instanceof evalcore.InputError)) throw error;
    return [];
  }
}

/** Says what the request would get as it stands. */
function follow() {
  page.dataset.evalcore = "busy";
  const request = requestHere();
  const evaluation = evaluationOf(request);
  if (evaluation) {
    const { about } = evaluation;
    const decided = evaluation.decidedBy();
    const total = about.total === null ? null : evaluation.settled(about.total);
    const range = total === null && about.total !== null ? evaluation.range(about.total) : null;
    /** @type {State} */
    const state = { verdict: evaluation.possible[0], decided: evaluation.decided, possible: evaluation.possible, total, range, because: decided.because, through: "" };
    const result = part("result");
    result.dataset.verdict = state.decided ? state.verdict : "";
    result.dataset.possible = state.possible.join(" ");
    const chip = result.querySelector(".chip");
    if (chip) showChip(chip, ruleset, state);
    say(result.querySelector(".perhaps"), perhapsOf(ruleset, state));
    say(result.querySelector("[data-part=total]"), about.total === null ? "" : ` total ${totalOf(ruleset, state)}`);
    say(result.querySelector("[data-part=because]"), state.decided ? state.because : "It depends on what is missing.");
    list("missing", missingOf(evaluation), "Nothing more is needed for this verdict.");
    const none = evaluation.decided ? "No change of one field leads to a better verdict." : "First of all somebody should say what is missing.";
    list("changes", evaluation.decided ? changesOf(request, evaluation) : [], none);
  }
  save(request);
  page.dataset.evalcore = "ready";
}

/** @param {string} name @param {string[]} lines @param {string} none what is said where there are none */
function list(name, lines, none) {
  const items = (lines.length ? lines : [none]).map((line) => {
    const item = document.createElement("li");
    item.textContent = line;
    return item;
  });
  part(name).replaceChildren(...items);
}

/** What the clauses that may decide still wait for. @param {any} evaluation */
function missingOf(evaluation) {
  if (evaluation.decided) return [];
  const read = new Set(evaluation.cases.flatMap((/** @type {number} */ each) => evaluation.about.reads[each] || []));
  return Object.entries(FORM.fields).filter(([name]) => read.has(name) && evaluation.isOpen(name)).map(([, about]) => {
    const who = about.who ? ` (${about.who})` : "";
    return `${about.question || about.label}${who}`;
  });
}

/** The nearest changes of one field that lead to a better verdict. @param {any} request @param {any} evaluation */
function changesOf(request, evaluation) {
  const { fields } = evaluation.about;
  const now = DIRECTIONS.indexOf(evaluation.possible[0]);
  const better = (/** @type {string[]} */ possible) => possible.length === 1 && DIRECTIONS.indexOf(possible[0]) < now;
  /** @type {{ size: number, words: string }[]} */
  const found = [];
  for (const [name, about] of Object.entries(FORM.fields)) {
    const field = fields[name], said = request[name];
    const tell = (/** @type {any} */ value, /** @type {number} */ size, /** @type {string} */ words) => {
      const verdict = possibleOf({ ...request, [name]: value })[0];
      const by = about.controls ? ` (${about.controls})` : "";
      found.push({ size, words: `${about.label} ${words}${by}: ${labelOf(ruleset, verdict)}` });
    };
    if (!field || said === undefined) continue;
    if (field.kind === "number" || field.kind === "estimate") {
      const spot = isObject(said) ? said.likely : said;
      const nearest = nearestNumber(request, name, field, spot, better);
      if (nearest !== null) tell(nearest, Math.abs(nearest - spot) / Math.max(Math.abs(spot), 1), `${spelled(nearest)} ${about.unit} instead of ${spelled(spot)}`);
    } else if (field.kind === "flag" && better(possibleOf({ ...request, [name]: !said }))) {
      tell(!said, 1, said ? "no" : "yes");
    } else if (field.kind === "choice") {
      const other = field.choices.find((/** @type {string} */ each) => each !== said && better(possibleOf({ ...request, [name]: each })));
      if (other !== undefined) tell(other, 1, `${other} instead of ${said}`);
    } else if (field.kind === "set") {
      const more = (field.choices || []).find((/** @type {string} */ each) => !said.includes(each) && better(possibleOf({ ...request, [name]: [...said, each] })));
      if (more !== undefined) tell([...said, more], 1, `with ${more}`);
    }
  }
  return found.sort((one, other) => one.size - other.size).slice(0, MOST).map((each) => each.words);
}

/** The number nearest to what is said that leads to a better verdict; null where none was found. @param {any} request @param {string} name @param {any} field @param {number} spot @param {(possible: string[]) => boolean} better */
function nearestNumber(request, name, field, spot, better) {
  const holds = (/** @type {number} */ value) => better(possibleOf({ ...request, [name]: value }));
  const width = Math.max(Math.abs(spot), 1) * 4;
  /** @type {number | null} */
  let best = null;
  for (const sign of [-1, 1]) {
    const end = sign < 0 ? Math.max(field.low, spot - width) : Math.min(field.high, spot + width);
    const tried = Array.from({ length: STEPS }, (_, n) => spot + ((end - spot) * (n + 1)) / STEPS);
    const first = tried.map((value) => (field.whole ? Math.round(value) : value)).find((value) => value !== spot && holds(value));
    if (first === undefined) continue;
    const there = halved(spot, first, field.whole, holds);
    if (best === null || Math.abs(there - spot) < Math.abs(best - spot)) best = there;
  }
  return best;
}

/** The end of what holds, seen from what does not; a short number where that holds. @param {number} out @param {number} inside @param {boolean} whole @param {(value: number) => boolean} holds @returns {number} */
function halved(out, inside, whole, holds) {
  const outward = Math.sign(inside - out);
  for (let n = 0; n < HALVINGS && !(whole && Math.abs(inside - out) <= 1); n++) {
    const between = (out + inside) / 2;
    const middle = whole ? Math.round(between) : between;
    if (holds(middle)) inside = middle;
    else out = middle;
  }
  const step = Math.pow(10, Math.floor(Math.log10(Math.max(Math.abs(inside), 1e-6))) - 3);
  const steps = outward > 0 ? Math.ceil(inside / step) : Math.floor(inside / step);
  const round = Number((steps * step).toPrecision(6));
  return holds(round) ? round : inside;
}

/** Links that hold the request as a file. @param {Record<string, any>} request */
function save(request) {
  const json = JSON.stringify({ initiatives: [request] }, null, 2);
  part("save-json").setAttribute("href", `data:application/json,${encodeURIComponent(json)}`);
  const cells = FORM.columns.map(({ path }) => path.reduce(insideOf, /** @type {any} */ (request)));
  const text = [FORM.columns.map(({ name }) => name), cells.map(spellCell)].map((row) => row.map(quoted).join(",")).join("\r\n");
  part("save-csv").setAttribute("href", `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${text}\r\n`)}`);
}

/** A part of what is said; of a list that is empty the first record is none. @param {any} said @param {string | number} key */
function insideOf(said, key) {
  if (Array.isArray(said) && !said.length) return key === 0 ? "none" : undefined;
  return typeof said === "object" && said !== null ? said[key] : said;
}

/** @param {any} value */
function spellCell(value) {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.length ? value.join("; ") + (value.length === 1 ? ";" : "") : "none";
  return String(value);
}

/** @param {string} text */
function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

evalcore.load(data);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", follow, true);
document.body.classList.add("live-page");
follow();
