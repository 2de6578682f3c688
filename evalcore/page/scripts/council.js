// The page of a council: sliders and a form, and the slate, map and requests that follow them.
"use strict";

const data = JSON.parse(byId("evalcore-data").textContent || "{}");
const page = document.documentElement;
/** @type {Map<string, any>} */
const requests = new Map(data.initiatives.map((/** @type {any} */ each) => [evalcore.idOf(each), flat(each)]));
const sections = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("section.ruleset"))];
const slates = sections.map(slateIn);
let scenario = nothingChanged();
let turn = 0; // how often the scenario changed
/** @type {Map<Element, number>} */
const refreshed = new Map();
/** @type {Set<Element>} */
const visible = new Set();

/** A request with all that it says under full names. @param {any} raw @returns {Record<string, any>} */
function flat(raw) {
  const { id, title } = raw;
  return { id, title, ...Object.fromEntries(evalcore.flattened(raw, FIELDS)) };
}

/** A request as the scenario has it. @param {string} id */
function requestOf(id) {
  const said = scenario.requests[id];
  return said ? { ...requests.get(id), ...said } : requests.get(id);
}

/** @typedef {{ name: string, section: HTMLElement, table: HTMLTableElement, body: HTMLTableSectionElement, rows: Map<string, HTMLTableRowElement>, points: Map<string, SVGPathElement>, map: HTMLElement | null, ends: number[][], first: Map<string, State>, states: Map<string, State>, evaluations: Map<string, any>, prepared: Map<string, any>, words: Map<number, { because: string, through: string }>, later: number }} Slate */

/** @param {HTMLElement} section @returns {Slate} */
function slateIn(section) {
  const table = /** @type {HTMLTableElement} */ (section.querySelector("table.slate"));
  const body = table.tBodies[0];
  const rows = new Map([...body.rows].map((row) => [row.dataset.id || "", row]));
  const map = /** @type {HTMLElement | null} */ (section.querySelector("svg[data-evalcore=map]"));
  const points = new Map();
  for (const point of section.querySelectorAll("path.point")) points.set(/** @type {SVGPathElement} */ (point).dataset.id, point);
  const numbers = (map?.dataset.ends || "0 1 0 1").split(" ").map(Number);
  const first = new Map([...rows].map(([id, row]) => [id, stateIn(row)]));
  return {
    name: section.dataset.ruleset || "", section, table, body, rows, points, map, first,
    ends: [numbers.slice(0, 2), numbers.slice(2)], states: new Map(first), evaluations: new Map(), prepared: new Map(),
    words: new Map(), later: 0,
  };
}

/** What the page says of a request before anything is moved. @param {HTMLTableRowElement} row @returns {State} */
function stateIn(row) {
  const { verdict = "", decided, possible = "", total, low, high } = row.dataset;
  return {
    verdict, decided: decided === "true", possible: possible.split(" ").filter(Boolean),
    total: total ? Number(total) : null, range: low && high ? [Number(low), Number(high)] : null,
    because: row.querySelector(".because")?.textContent || "", through: "",
  };
}

/** What decided, in words; of a clause they are the same whatever the request. @param {Slate} slate @param {any} evaluation */
function wordsOf(slate, evaluation) {
  const known = evaluation.case === null ? undefined : slate.words.get(evaluation.case);
  if (known) return known;
  const decided = evaluation.decidedBy();
  const through = [decided.id || decided.candidates.join(", ") || decided.kind, decided.clause].filter(Boolean).join(".");
  const found = { because: decided.because, through };
  if (evaluation.case !== null) slate.words.set(evaluation.case, found);
  return found;
}

/** Whether nothing that this ruleset says of a request can have moved. @param {string} name @param {string} id */
function stands(name, id) {
  const own = scenario.settings[name];
  const moved = own && (Object.keys(own.weights).length || Object.keys(own.parameters).length);
  return !moved && !scenario.requests[id];
}

/** The evaluation of a request in the scenario. @param {Slate} slate @param {string} id @param {any} numbers */
function evaluationOf(slate, id, numbers) {
  if (scenario.requests[id]) return evalcore.prepare(requestOf(id), slate.name)(numbers);
  let ready = slate.prepared.get(id);
  if (!ready) slate.prepared.set(id, (ready = evalcore.prepare(requests.get(id), slate.name)));
  return ready(numbers);
}

/** Brings the whole page to the scenario. @param {string[]} [refused] what is wrong with it already */
function follow(refused = []) {
  page.dataset.evalcore = "busy";
  turn++;
  /** @type {(() => string)[]} */
  const told = [];
  for (const slate of slates) {
    const numbers = evalcore.numbersOf(slate.name, scenario.settings[slate.name] || {});
    slate.evaluations.clear();
    for (const [id, row] of slate.rows) {
      const before = slate.states.get(id), first = slate.first.get(id);
      let now = first;
      if (!stands(slate.name, id)) {
        try {
          const evaluation = evaluationOf(slate, id, numbers);
          slate.evaluations.set(id, evaluation);
          now = stateOf(evaluation, wordsOf(slate, evaluation));
        } catch (error) {
          if (!(error instanceof evalcore.InputError)) throw error;
          refused.push(/** @type {Error} */ (error).message);
        }
      }
      if (!now || !first || !before) continue;
      slate.states.set(id, now);
      if (!isAlike(before, now)) showRow(row, slate.name, before, now);
      if (now !== first && now.possible.join() !== first.possible.join()) told.push(() => movedWords(slate, id, first, now));
    }
    if (filter(slate, "verdict")) filtered(slate);
    putInOrder(slate);
    showNumbers(slate);
    showMap(slate);
    showWrong(slate, numbers.p);
  }
  say(document.querySelector("[data-evalcore=refused]"), [...new Set(refused)].join("; "));
  const isMoved = Object.keys(scenario.settings).length > 0 || Object.keys(scenario.requests).length > 0;
  say(document.querySelector("[data-evalcore=moved]"), movedLine(told, isMoved));
  const text = encodeURIComponent(JSON.stringify(scenario));
  document.querySelector("[data-evalcore=share]")?.setAttribute("href", MARK + text);
  document.querySelector("[data-evalcore=save]")?.setAttribute("href", `data:application/json,${text}`);
  for (const section of visible) refresh(section);
  page.dataset.evalcore = "ready";
}

/** @param {State} one @param {State} other */
function isAlike(one, other) {
  return one === other || (one.total === other.total && one.because === other.because && one.verdict === other.verdict
    && one.possible.join() === other.possible.join() && String(one.range) === String(other.range));
}

/** @param {Slate} slate @param {string} id @param {State} first @param {State} now */
function movedWords(slate, id, first, now) {
  const words = (/** @type {State} */ each) => (each.decided ? labelOf(slate.name, each.possible[0]) : UNDECIDED);
  const by = slates.length > 1 ? ` by ${slate.name}` : "";
  const how = now.decided ? `through ${now.through}` : perhapsOf(slate.name, now);
  return `${id}${by}: ${words(first)} \u2192 ${words(now)}, ${how}`;
}

/** @param {(() => string)[]} told @param {boolean} isMoved */
function movedLine(told, isMoved) {
  if (!isMoved) return "Nothing was moved yet.";
  if (!told.length) return "No verdict moved.";
  const more = told.length > 5 ? `; and ${told.length - 5} more` : "";
  return `${told.length} moved. ${told.slice(0, 5).map((words) => words()).join("; ")}${more}.`;
}

/** How many there are of each verdict, and what those that go take. @param {Slate} slate */
function showNumbers(slate) {
  const counts = new Map(), sums = { hours: 0, money: 0 };
  const best = /** @type {HTMLElement} */ (slate.section.querySelector("dl.numbers")).dataset.best || "";
  for (const [id, state] of slate.states) {
    const key = state.decided ? state.possible[0] : "";
    counts.set(key, (counts.get(key) || 0) + 1);
    const row = slate.rows.get(id);
    if (key !== best || !row) continue;
    sums.hours += Number(row.dataset.hours || 0);
    sums.money += Number(row.dataset.money || 0);
  }
  for (const each of slate.section.querySelectorAll("[data-count]")) say(each, String(counts.get(each.getAttribute("data-count")) || 0));
  const numbers = { best: counts.get(best) || 0, open: counts.get("") || 0, ...sums };
  for (const [key, value] of Object.entries(numbers)) say(slate.section.querySelector(`[data-number=${key}]`), spelled(value));
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (slate.section.querySelectorAll("[data-left]"))) {
    const of = Number(each.dataset.of), rest = of - sums[/** @type {"hours"} */ (each.dataset.left)];
    say(each, rest < 0 ? `${spelled(-rest)} more than the ${spelled(of)} there are` : `${spelled(rest)} left of ${spelled(of)}`);
  }
}

/** Where a request lies on an axis. @param {any} evaluation @param {string} key @param {any} request @param {boolean} whiskers @returns {Spot} */
function spotOf(evaluation, key, request, whiskers) {
  const [role, ...rest] = key.split("."), name = rest.join(".");
  const { about } = evaluation;
  if (role === "field") return spotSaid(request[name]);
  let place = about.total;
  if (role === "score") place = about.criteria.find((/** @type {any} */ each) => each.id === name)?.place;
  else if (role === "measure") place = about.measures[name]?.[0];
  const value = evaluation.values[place];
  if (value !== null && !whiskers) return { value, low: value, high: value };
  const ends = evaluation.range(place);
  if (value === null && (!ends || ends[1] - ends[0] > 1e12)) return null;
  const middle = value === null ? (ends[0] + ends[1]) / 2 : value;
  return { value: middle, low: Math.min(ends ? ends[0] : middle, middle), high: Math.max(ends ? ends[1] : middle, middle) };
}

/** @param {any} said @returns {Spot} */
function spotSaid(said) {
  if (typeof said === "number") return { value: said, low: said, high: said };
  const three = Array.isArray(said) ? said : isObject(said) ? [said.low, said.likely, said.high] : [];
  if (three.length !== 3 || three.some((each) => typeof each !== "number")) return null;
  return { value: three[1], low: three[0], high: three[2] };
}

const FEW = 100; // requests whose whiskers follow at once; of more they come when all is at rest
const REST = 150; // milliseconds

/** @param {Slate} slate @param {boolean} [anew] whether the axes are others @param {boolean} [whiskers] */
function showMap(slate, anew = false, whiskers = slate.points.size <= FEW) {
  const { map, name } = slate;
  if (!map) return;
  clearTimeout(slate.later);
  if (!whiskers) slate.later = window.setTimeout(() => showMap(slate, false, true), REST);
  const keys = [map.dataset.x || "", map.dataset.y || ""];
  const numbers = evalcore.numbersOf(name, scenario.settings[name] || {});
  /** @type {Map<string, Spot[]>} */
  const spots = new Map();
  for (const id of slate.points.keys()) {
    const evaluation = madeOf(slate, id, numbers), request = requestOf(id);
    spots.set(id, keys.map((key) => evaluation && spotOf(evaluation, key, request, whiskers)));
  }
  for (const n of [0, 1]) {
    const all = /** @type {NonNullable<Spot>[]} */ ([...spots.values()].map((pair) => pair[n]).filter(Boolean));
    const low = Math.min(0, ...all.map((each) => each.low)), high = Math.max(0, ...all.map((each) => each.high));
    const [least, most] = slate.ends[n];
    if (anew || low < least || high > most) {
      const wide = nice(Math.max(-low, high));
      slate.ends[n] = low < 0 ? [-wide, wide] : [0, all.length ? wide : 1];
      const ticks = [...map.querySelectorAll(`[data-tick=${"xy"[n]}]`)];
      ticks.forEach((tick, place) => say(tick, spelled(slate.ends[n][0] + (place / 4) * (slate.ends[n][1] - slate.ends[n][0]))));
    }
  }
  let lines = "";
  for (const [id, [across, up]] of spots) {
    const x = placeX(across && across.value, slate.ends[0]), y = placeY(up && up.value, slate.ends[1]);
    showPoint(/** @type {SVGPathElement} */ (slate.points.get(id)), name, /** @type {State} */ (slate.states.get(id)), x, y);
    if (whiskers) lines += whiskerOf(across, up, slate.ends, x, y);
  }
  set(/** @type {Element} */ (map.querySelector(".whisker")), "d", lines);
}

/** The evaluation of a request, made once a turn; null where it is refused. @param {Slate} slate @param {string} id @param {any} numbers */
function madeOf(slate, id, numbers) {
  if (!slate.evaluations.has(id)) slate.evaluations.set(id, tried(() => evaluationOf(slate, id, numbers)));
  return slate.evaluations.get(id);
}

/** What a request that is refused has none of. @param {() => any} work */
function tried(work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof evalcore.InputError) return null;
    throw error;
  }
}

/** Settings that no ruleset may have. @param {Slate} slate @param {Record<string, number>} p */
function showWrong(slate, p) {
  const told = [];
  const weights = Object.keys(p).filter((key) => key.startsWith("weight "));
  if (weights.length && weights.every((key) => p[key] === 0)) told.push("All weights are 0: there is no total.");
  const number = (/** @type {string | number} */ end) => (typeof end === "string" ? p[`parameter ${end}`] : end);
  for (const { low, high, words } of LOOKS[slate.name].never) if (number(low) <= number(high)) told.push(words);
  say(slate.section.querySelector("[data-evalcore=wrong]"), told.join(" "));
}

/** One request, brought to the scenario where it can be seen. @param {Element} section */
function refresh(section) {
  if (refreshed.get(section) === turn || (turn === 0 && !refreshed.has(section))) return;
  refreshed.set(section, turn);
  const id = section.getAttribute("data-id") || "";
  let moved = false;
  for (const slate of slates) {
    const part = [...section.querySelectorAll(".opinion")].find((each) => each.getAttribute("data-ruleset") === slate.name);
    const state = slate.states.get(id), first = slate.first.get(id);
    if (!part || !state || !first) continue;
    const numbers = evalcore.numbersOf(slate.name, scenario.settings[slate.name] || {});
    const evaluation = madeOf(slate, id, numbers);
    const stood = stands(slate.name, id) || isAlike(first, state);
    moved = moved || !stood;
    showOpinion(part, slate.name, state, evaluation, stood);
  }
  const parted = /** @type {HTMLElement | null} */ (section.querySelector(".parted .stood"));
  if (parted) parted.hidden = !moved;
}

/** Who is chosen together where there is as much as a slider says. @param {HTMLInputElement} slider */
function showTogether(slider) {
  const section = slider.closest("section.ruleset");
  const slate = slates.find((each) => each.section === section);
  if (!slate) return;
  const { amount, worth, chosen: ids } = FRONTIERS[slate.name][slider.valueAsNumber];
  say(slider.nextElementSibling, amount);
  const words = ids === null ? "no selection meets all that is demanded" : `worth ${worth}: ${ids.join(", ") || "nobody"}`;
  say(slate.section.querySelector("[data-evalcore=together]"), `With ${amount}, as the requests stood: ${words}.`);
  const held = new Set(ids || []);
  for (const [id, row] of slate.rows) row.toggleAttribute("data-chosen", held.has(id));
  for (const [id, point] of slate.points) point.toggleAttribute("data-chosen", held.has(id));
}

/** @param {HTMLInputElement} slider */
function slid(slider) {
  const holder = slider.closest("[data-ruleset]");
  const name = holder?.getAttribute("data-ruleset") || "";
  const own = scenario.settings[name] || (scenario.settings[name] = { weights: {}, parameters: {} });
  const [kind, key] = slider.dataset.weight !== undefined ? ["weights", slider.dataset.weight] : ["parameters", slider.dataset.parameter || ""];
  const ruleset = data.rulesets.find((/** @type {any} */ each) => each.name === name);
  const numbers = own[/** @type {"weights"} */ (kind)];
  if (slider.valueAsNumber === ruleset[kind][key]) delete numbers[key];
  else numbers[key] = slider.valueAsNumber;
  if (!Object.keys(own.weights).length && !Object.keys(own.parameters).length) delete scenario.settings[name];
  showSlider(slider);
  follow();
}

/** @param {HTMLInputElement} slider */
function showSlider(slider) {
  say(slider.nextElementSibling, String(slider.valueAsNumber));
}

/** Sliders and form as the scenario has them. */
function showSettings() {
  for (const slider of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[type=range]:not([data-frontier])"))) {
    const name = slider.closest("[data-ruleset]")?.getAttribute("data-ruleset") || "";
    const kind = slider.dataset.weight !== undefined ? "weights" : "parameters";
    const key = slider.dataset.weight ?? slider.dataset.parameter ?? "";
    const own = data.rulesets.find((/** @type {any} */ each) => each.name === name);
    slider.value = String(scenario.settings[name]?.[kind][key] ?? own[kind][key]);
    showSlider(slider);
  }
  fillForm();
}

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-evalcore=form]"));
const chosen = /** @type {HTMLSelectElement} */ (form.querySelector("[data-part=request]"));
const entries = entriesIn(form);

/** The entries, with what the chosen request says. */
function fillForm() {
  const request = requestOf(chosen.value) || {};
  for (const [name, own] of entries) fillAll(own, request[name]);
}

/** @param {Entry} entry */
function edited(entry) {
  const id = chosen.value, name = nameOf(entry), own = entries.get(name);
  if (!own) return;
  const before = requestOf(id)[name], value = entered(own, before);
  scenario.requests[id] = { ...scenario.requests[id], [name]: value };
  follow();
}

const AT_ONCE = 50;

/** Reads all requests while nobody waits, so that the first move is as fast as the others. @param {any[]} waiting */
function warmUp(waiting) {
  if (!waiting.length) return;
  window.setTimeout(() => {
    for (const [slate, id] of waiting.splice(0, AT_ONCE)) {
      const numbers = evalcore.numbersOf(slate.name, {});
      tried(() => stateOf(evaluationOf(slate, id, numbers), { because: "", through: "" }));
    }
    warmUp(waiting);
  });
}

/** Takes a scenario from a text; says what of it is not for this page. @param {string} text */
function take(text) {
  const found = scenarioIn(text);
  if (!found) {
    say(document.querySelector("[data-evalcore=refused]"), "This holds no scenario: save one with this page, and open that file.");
    return;
  }
  const strange = strangeIn(found, data.rulesets);
  scenario = found;
  showSettings();
  follow(strange.length ? [`left out of the scenario, as no ruleset here has it or may have such a value: ${strange.join(", ")}`] : []);
}

/** Takes a scenario from the address, if there is one. */
function fromAddress() {
  if (location.hash.startsWith(MARK)) take(location.hash.slice(MARK.length));
}

evalcore.load(data);
document.addEventListener("input", (event) => {
  const target = /** @type {HTMLInputElement} */ (event.target);
  const slate = slates.find((each) => each.section.contains(target));
  if (target.dataset.frontier) showTogether(target);
  else if (target.type === "range") slid(target);
  else if (target === /** @type {Element} */ (chosen)) fillForm();
  else if (form.contains(target)) edited(target);
  else if (slate && target.dataset.filter) {
    filtered(slate);
    putInOrder(slate);
  } else if (slate && slate.map && target.dataset.axis) {
    slate.map.dataset[target.dataset.axis] = target.value;
    say(slate.map.querySelector(`[data-title=${target.dataset.axis}]`), /** @type {any} */ (target).selectedOptions[0].textContent);
    showMap(slate, true);
  }
}, true); // on the way down: whether it bubbles or not
form.addEventListener("submit", (event) => event.preventDefault());
document.querySelector("[data-evalcore=reset]")?.addEventListener("click", () => {
  scenario = nothingChanged();
  showSettings();
  follow();
  if (location.hash.startsWith(MARK)) history.replaceState(null, "", "#");
});
document.querySelector("[data-evalcore=open]")?.addEventListener("click", () => {
  const asked = document.createElement("input");
  asked.type = "file";
  asked.accept = ".json,application/json";
  asked.addEventListener("change", () => asked.files?.[0]?.text().then(take));
  asked.click();
});
window.addEventListener("hashchange", fromAddress);
window.addEventListener("beforeprint", () => document.querySelectorAll("section.request").forEach(refresh));
const watcher = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (isIntersecting) visible.add(target);
    else visible.delete(target);
    if (isIntersecting) refresh(target);
  }
});
document.querySelectorAll("section.request").forEach((section) => watcher.observe(section));
fillForm();
fromAddress();
warmUp([...slates.flatMap((slate) => [...slate.rows.keys()].map((id) => [slate, id]))]);
document.body.classList.add("live-page");
page.dataset.evalcore = "ready";
