// Evaluations: what `evaluate --format json` says of a request, as far as one pass of bounds tells.
"use strict";

/** @type {Map<string, any>} */
const RULESETS = new Map();
/** @type {any} */
let loaded = null;

/** @param {any} rules */
function define(rules) {
  RULESETS.set(rules.about.name, rules);
}

/** Takes what the page holds: the date, weights and parameters of each ruleset. @param {any} data */
function load(data) {
  loaded = structuredCloneOf(data);
}

/** @param {any} data */
function structuredCloneOf(data) {
  return JSON.parse(JSON.stringify(data));
}

/** What is known of a ruleset, for a page to show. @param {string} name */
function describe(name) {
  return rulesOf(name).about;
}

/** @param {string} name */
function rulesOf(name) {
  const found = RULESETS.get(name);
  if (!found) throw new InputError(`ruleset: found ${shown(name)}, expected one of ${[...RULESETS.keys()].join(", ")}`);
  return found;
}

/** The day of an evaluation; null where there is none. @param {any} about @param {any} text */
function asOfIn(about, text) {
  const day = text === null ? null : dayOf(String(text));
  if (day === null && (about.dated || text !== null)) refuse("as_of", `found ${shown(text)}, expected the date of the evaluation`);
  if (day !== null && about.begins !== null && day < about.begins) {
    refuse("as_of", `found ${text}, expected a date from ${spellDay(about.begins)} on`);
  }
  return day;
}

/** Weights and parameters, by the names of inputs too; those with dates as of a day. @param {string} name @param {any} settings @param {number | null} [day] */
function numbersOf(name, settings, day = loaded.as_of ? dayOf(loaded.as_of) : null) {
  const { changing } = rulesOf(name).about;
  const own = loadedOf(name);
  /** @type {Record<string, number>} */
  const p = noValues();
  /** @type {Record<string, Record<string, number>>} */
  const found = {};
  for (const kind of ["weights", "parameters"]) {
    const numbers = { ...own[kind] };
    for (const [key, steps] of Object.entries(changing[kind])) {
      const step = steps.findLast((/** @type {number[]} */ each) => day === null || each[0] <= day) || steps[0];
      if (key in numbers) numbers[key] = step[1];
    }
    for (const [key, value] of Object.entries(settings[kind] || {})) {
      if (!Object.hasOwn(numbers, key)) refuse(`${kind}.${key}`, `there is no such ${kind.slice(0, -1)}, expected one of ${Object.keys(numbers).join(", ")}`);
      if (!Number.isFinite(value)) refuse(`${kind}.${key}`, `found ${shown(value)}, expected a number`);
      numbers[key] = value;
    }
    for (const [key, value] of Object.entries(numbers)) p[`${kind.slice(0, -1)} ${key}`] = value;
    found[kind] = numbers;
  }
  return { weights: found.weights, p };
}

/** What the page holds of a ruleset. @param {string} name */
function loadedOf(name) {
  return loaded.rulesets.find((/** @type {any} */ each) => each.name === name) || {};
}

/** One request by one ruleset; see docs/page.md. @param {any} request @param {any} [given] */
function evaluate(request, given) {
  if (!loaded) throw new Error("evalcore.load(data) comes first");
  const settings = given ?? {};
  const name = settings.ruleset ?? loaded.rulesets[0].name;
  const rules = rulesOf(name), about = rules.about;
  const asOf = asOfIn(about, settings.as_of ?? loaded.as_of ?? null);
  const { weights, p } = numbersOf(name, settings, asOf);
  const reading = read(request, about.fields);
  holdRelations(rules, reading, p);
  const ranges = putAnswers(about, reading, settings.opaque);
  return new Evaluation(rules, reading, asOf, p, weights, ranges).json();
}

/** A request, read once for many settings: a function from those to its evaluation. @param {any} request @param {string} name */
function prepare(request, name) {
  const rules = rulesOf(name);
  const reading = read(request, rules.about.fields);
  holdRelations(rules, reading, numbersOf(name, {}).p);
  const ranges = putAnswers(rules.about, reading, undefined);
  const asOf = loaded.as_of ? dayOf(loaded.as_of) : null;
  return (/** @type {any} */ numbers) => new Evaluation(rules, reading, asOf, numbers.p, numbers.weights, ranges);
}

/** The answers of opaque criteria, put where formulas look for them. @param {any} about @param {Reading} reading @param {any} given */
function putAnswers(about, reading, given) {
  /** @type {Record<string, any>} */
  const ranges = {};
  const answers = { ...(loadedOf(about.name).opaque || {})[reading.id], ...((given || {})[reading.id] || {}) };
  for (const { key, args } of about.opaque) {
    const open = args.some((/** @type {string} */ arg) => reading.values[arg] === null);
    const found = Object.keys(about.answers).find((id) => about.answers[id] === key && id in answers);
    const answer = open || found === undefined ? null : answers[found];
    reading.values[key] = Array.isArray(answer) ? null : answer;
    if (Array.isArray(answer)) ranges[key] = answer;
  }
  return ranges;
}

class Evaluation {
  /** @param {any} rules @param {Reading} reading @param {number | null} asOf @param {Record<string, number>} p @param {Record<string, number>} weights @param {any} ranges */
  constructor(rules, reading, asOf, p, weights, ranges) {
    this.about = rules.about;
    this.rules = rules;
    this.reading = reading;
    this.weights = weights;
    this.given = [reading.values, reading.withheld, asOf, p];
    this.ranges = ranges;
    this.values = rules.values(...this.given);
    this.case = this.values[this.values.length - 1];
    if (this.case === null) {
      this.cases = this.bounds(rules.deciding)?.[0] || [...this.about.cases.keys()];
      const verdicts = new Set(this.cases.map((/** @type {number} */ each) => this.verdictOf(each)));
      this.possible = this.about.verdicts.filter((/** @type {string} */ each) => verdicts.has(each));
    } else {
      this.cases = [this.case];
      this.possible = [this.verdictOf(this.case)];
    }
    this.spans = null;
    this.wide = undefined;
  }

  /** @param {any} program */
  bounds(program) {
    return program(...this.given, this.ranges);
  }

  /** @param {number} place */
  verdictOf(place) {
    return this.about.cases[place].verdict;
  }

  get decided() {
    return this.possible.length === 1;
  }

  /** The value of a number, also where all that is missing leads to the same one. @param {number} place */
  settled(place) {
    if (this.values[place] !== null) return this.values[place] + 0;
    if (this.spans === null) this.spans = this.bounds(this.rules.spanning) || [];
    const span = this.spans[place];
    return span && span[0] === span[1] && !span[2] ? span[0] + 0 : null;
  }

  /** Between which numbers an output lies, estimates from low to high; null where nobody can tell. @param {number} place */
  range(place) {
    const [values, ...rest] = this.given;
    const { estimates } = this.reading;
    if (this.wide === undefined) {
      const open = Object.assign(noValues(), values);
      for (const name of Object.keys(estimates)) open[name] = null;
      this.wide = this.rules.spanning(open, ...rest, { ...this.ranges, ...estimates }) || [];
    }
    const span = this.wide[place];
    return span && Number.isFinite(span[0]) && Number.isFinite(span[1]) ? [span[0], span[1]] : null;
  }

  decidedBy() {
    const cases = this.cases.map((/** @type {number} */ each) => this.about.cases[each]);
    const { kind, id, clause, because } = cases[0];
    if (cases.length === 1) return { kind, id, clause, because, candidates: [] };
    const rules = [...new Set(cases.map((/** @type {any} */ each) => each.id))];
    const candidates = rules.filter((each) => each !== null);
    if (!this.decided) return { kind: "undecided", id: null, clause: null, because: this.stillOpen(), candidates };
    const certain = `every way of filling in what is missing leads to ${this.about.labels[this.possible[0]]}`;
    if (rules.length === 1) return { kind, id, clause: null, because: certain, candidates: [] };
    return { kind, id: null, clause: null, because: certain, candidates };
  }

  /** What the clauses that may decide read and nobody has said. */
  openFields() {
    const read = new Set(this.cases.flatMap((/** @type {number} */ each) => this.about.reads[each] || []));
    return Object.keys(this.about.fields).filter((name) => read.has(name) && this.isOpen(name));
  }

  stillOpen() {
    const open = this.openFields();
    return open.length ? `still open: ${open.join(", ")}` : "it has no value";
  }

  /** @param {string} name */
  isOpen(name) {
    const value = this.reading.values[name];
    if (value === null) return true;
    const cells = this.about.cells[name];
    return Boolean(cells) && value.some((/** @type {any} */ record) => cells.some((/** @type {string} */ cell) => record[cell] === null));
  }

  /** @param {any} decided */
  gates(decided) {
    let before = 0;
    const found = [];
    for (const rule of this.about.rules) {
      const first = before;
      before += rule.holds.length;
      if (rule.kind !== "gate") continue;
      const results = rule.holds.map((/** @type {number} */ place, /** @type {number} */ n) => this.heldAt(rule, place, n, first + n, decided));
      const wanted = [false, null].find((each) => results.includes(each));
      const at = wanted === undefined ? -1 : results.indexOf(wanted);
      const named = at >= 0 && !results.slice(0, at).includes(null);
      const passed = wanted === undefined ? true : wanted;
      found.push({ id: rule.id, passed, clause: named ? rule.clauses[at] : null });
    }
    return found;
  }

  /** @param {any} rule @param {number} place @param {number} n @param {number} number @param {any} decided */
  heldAt(rule, place, n, number, decided) {
    if (this.values[place] !== null) return this.values[place];
    if (decided.id === rule.id && decided.clause === rule.clauses[n]) return false;
    const span = this.bounds(this.rules.holding[number])?.[0];
    return span && !span[2] && span[0] !== span[1] ? span[0] : null;
  }

  /** @param {number} place @param {boolean} dated */
  measure(place, dated) {
    const value = this.values[place];
    if (typeof value === "number") return dated ? spellDay(value) : value + 0;
    return Array.isArray(value) ? structuredCloneOf(value) : value;
  }

  criteria() {
    const { about, weights } = this;
    const whole = added(about.criteria.map((/** @type {any} */ each) => greatest(0, weights[each.id] ?? 0)));
    return about.criteria.map((/** @type {any} */ each) => {
      const score = this.settled(each.place);
      if (!about.weighted) return { id: each.id, score, weight: null, contribution: null };
      const weight = weights[each.id] ?? 0;
      const share = whole === 0 ? null : greatest(0, weight) / whole;
      let contribution = score === null || share === null ? null : score * share + 0;
      if (share === 0) contribution = 0;
      return { id: each.id, score, weight, contribution };
    });
  }

  json() {
    const { about, reading } = this;
    const open = this.possible.length > 1;
    const decided = this.decidedBy();
    /** @type {Record<string, any>} */
    const measures = {};
    for (const [name, [place, dated]] of Object.entries(about.measures)) measures[name] = this.measure(place, dated);
    return {
      id: reading.id,
      title: reading.title,
      verdict: open ? null : this.possible[0],
      possible: this.possible,
      total: about.total === null ? null : this.settled(about.total),
      decided_by: decided,
      measures,
      criteria: this.criteria(),
      gates: this.gates(decided),
      open,
    };
  }
}
