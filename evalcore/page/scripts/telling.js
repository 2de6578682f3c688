// Telling: why clauses speak or do not, filled in as `evalcore.say.plans` and `page/asked.py` do.
"use strict";

/** @typedef {{ at: number, all?: Plan[], any?: Plan[], not?: Plan, if?: Plan[], met?: any[], unmet?: any[], waits?: [string, string][], apart?: [number, boolean][], percent?: boolean }} Plan */

const UNASKED = "no longer asked";
const SMALL = "no one two three four five six seven eight nine ten eleven twelve".split(" ");
const MOST_REASONS = 33; // words of facts in one sentence

/** What came of every rule, in the order asked. @param {any} evaluation @param {any} look @returns {{ rule: string, result: string, words: string }[]} */
function askedOf(evaluation, look) {
  const { rules, about } = evaluation, values = rules.telling(...evaluation.given);
  const { cases } = evaluation, single = cases.length === 1;
  let over = false, first = 0;
  return about.rules.map((/** @type {any} */ rule) => {
    const places = rule.clauses.map((/** @type {any} */ _, /** @type {number} */ n) => first + n);
    first += places.length;
    if (over) return { rule: rule.id, result: UNASKED, words: "" };
    const spoke = places.map((/** @type {number} */ place) => {
      const known = values[rules.plans[place].at];
      if (known !== null || evaluation.case !== null) return known;
      if (!cases.includes(place)) return false;
      return single || cases[cases.length - 1] === place ? true : null;
    });
    over = spoke.includes(true);
    const at = spoke.findIndex((/** @type {any} */ one) => one !== false), said = at >= 0 && spoke[at];
    const told = places.filter((/** @type {number} */ _, /** @type {number} */ n) => spoke[n] === said).slice(0, said ? 1 : undefined);
    const because = said ? sentence(about.cases[told[0]].because) : "";
    const results = look.results[rule.kind];
    const result = results[said ? 0 : said === null ? 1 : 2];
    if (said !== null && told.some((/** @type {number} */ place) => values[rules.plans[place].at] === null)) {
      return { rule: rule.id, result, words: `${because} ${said ? look.left : look.forestalled}`.trim() };
    }
    const facts = told.flatMap((/** @type {number} */ place) => filled(rules.plans[place], values, evaluation));
    return { rule: rule.id, result, words: `${because} ${sentence(joined([...new Set(facts)]))}`.trim() };
  });
}

/** @param {Plan} plan @param {any[]} values @param {any} evaluation @returns {string[]} */
function filled(plan, values, evaluation) {
  const value = values[plan.at];
  const below = (/** @type {Plan[]} */ some) => some.flatMap((each) => filled(each, values, evaluation));
  if (plan.not) return below([plan.not]);
  if (plan.if) {
    const chosen = values[plan.if[0].at];
    return below(chosen === null ? [plan.if[0]] : [plan.if[0], plan.if[chosen ? 1 : 2]]);
  }
  const parts = plan.all || plan.any;
  if (parts) {
    const deciding = parts.filter((each) => values[each.at] === value);
    return below(deciding.length ? (plan.any && value ? deciding.slice(0, 1) : deciding) : parts);
  }
  if (value === null) {
    const names = (plan.waits || []).filter(([name]) => evaluation.isOpen(name)).map(([, label]) => label);
    return [names.length ? `not known without ${namedList(names, 3)}` : "it has no value"];
  }
  const apart = plan.apart ? numbersApart(plan.apart, Boolean(plan.percent), values) : [];
  return [((value ? plan.met : plan.unmet) || []).map((piece) => pieceOf(piece, values, apart)).join("")];
}

/** The two numbers of a comparison, with as many decimals as tell how they stand. @param {[number, boolean][]} sides @param {boolean} percent @param {any[]} values */
function numbersApart(sides, percent, values) {
  const numbers = sides.map(([at]) => (percent ? 100 : 1) * values[at]);
  const order = ([a, b] = [0, 0]) => (Math.abs(a - b) <= 1e-9 ? 0 : Math.sign(a - b));
  const read = (/** @type {string} */ text) => Number(text.replaceAll(",", ""));
  let spelt = sides.map(([, written], n) => (written ? spelled(numbers[n]) : rounded(numbers[n], percent ? 0 : 2)));
  const wanted = order(/** @type {any} */ (numbers));
  for (let n = 2; n < 16 && order(/** @type {any} */ (spelt.map(read))) !== wanted; n++) {
    spelt = numbers.map((each) => shortened(fixed(each, n)));
  }
  return spelt.map((each) => (percent ? `${each}%` : each));
}

/** @param {any} piece @param {any[]} values @param {string[]} apart @returns {string} */
function pieceOf(piece, values, apart) {
  if (typeof piece === "string") return piece;
  if ("of" in piece) return apart[piece.of];
  const value = values[piece.at];
  if (!("kind" in piece)) return value === 1 ? piece.one : piece.many;
  if (value === null) return "not known";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (piece.kind === "date") return evalcore.spellDay(value);
  if (piece.kind === "percent") return `${rounded(100 * value, 0)}%`;
  if (typeof value === "number") return `${spelled(value)}${(value === 1 ? piece.one : piece.many) || ""}`;
  const called = (/** @type {string} */ text) => (Object.hasOwn(piece.words, text) ? piece.words[text] : text);
  if (typeof value === "string") return called(value);
  if (isObject(value[0])) return `${counted(value.length)} listed`;
  return namedList(value.map(called), 5) || "none";
}

/** @param {number} number */
function counted(number) {
  return SMALL[number] ?? spelled(number);
}

/** `a, b and c`; of many, so many are named. @param {string[]} words @param {number} most */
function namedList(words, most) {
  const named = words.length > most + 1 ? [...words.slice(0, most), `${counted(words.length - most)} more`] : words;
  return named.length > 1 ? `${named.slice(0, -1).join(", ")} and ${named[named.length - 1]}` : named.join("");
}

/** Facts in one phrase of so many words; those that do not fit are counted. @param {string[]} facts */
function joined(facts) {
  const size = (/** @type {string} */ text) => text.split(/\s+/).filter(Boolean).length;
  /** @type {string[]} */
  const kept = [];
  for (const fact of facts) {
    const rest = facts.length - kept.length;
    if (kept.length && [...kept, fact].reduce((sum, each) => sum + size(each) + 1, 0) > MOST_REASONS) {
      return `${kept.join("; ")}; and ${counted(rest)} more reason${rest > 1 ? "s" : ""}`;
    }
    kept.push(clipped(fact));
  }
  if (kept.length < 2 || kept.some((each) => /[;:]/.test(each))) return kept.join("; ");
  return `${kept.slice(0, -1).join("; ")}, and ${kept[kept.length - 1]}`;
}

/** @param {string} text */
function clipped(text) {
  const words = text.split(/\s+/).filter(Boolean);
  return words.length <= MOST_REASONS ? text : `${words.slice(0, MOST_REASONS - 2).join(" ").replace(/[,;:]+$/, "")} and more`;
}

/** @param {string} text */
function sentence(text) {
  return text && `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
