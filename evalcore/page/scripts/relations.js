// Relations between fields: a request that no way of filling in keeps is refused.
"use strict";

/** @param {any} rules @param {Reading} read @param {Record<string, number>} p */
function holdRelations(rules, read, p) {
  const relations = rules.about.relations;
  if (!relations.length) return;
  const held = rules.relating(read.values, read.withheld, null, p);
  const broken = relations.filter((/** @type {any} */ each, /** @type {number} */ n) => held[n] === false && !each.warns);
  const open = held.includes(null) && !broken.length;
  if (broken.length || (open && !canBeKept(rules, read, p))) {
    const about = (broken.length ? broken : relations.filter((/** @type {any} */ each) => !each.warns));
    const names = [...new Set(about.flatMap((/** @type {any} */ each) => each.fields))];
    const said = names.map((name) => `${name} ${shown(read.values[name])}`).join(", ");
    throw new InputError(`${read.id}: found ${said}, expected ${about.map((/** @type {any} */ each) => each.text).join(" and ")}`);
  }
}

const PASSES = 24;

/** Whether some way of filling in keeps all relations, or that is not clear. @param {any} rules @param {Reading} read @param {Record<string, number>} p */
function canBeKept(rules, read, p) {
  const leaving = (/** @type {any} */ ranges) => rules.leaving(read.values, read.withheld, null, p, ranges);
  const fields = rules.about.fields;
  const names = [...new Set(rules.about.relations.flatMap((/** @type {any} */ each) => each.fields))];
  const keys = names.filter((name) => read.values[name] === null && "low" in fields[name]);
  /** @type {[Record<string, any>, number][]} */
  const waiting = [[{}, 0]];
  for (let pass = 0; pass < PASSES; pass++) {
    const next = waiting.shift();
    if (!next) return false;
    const [ranges, turn] = next;
    const found = leaving(ranges);
    if (found === null) continue;
    if (found[found.length - 1]) return true;
    const ends = (/** @type {string} */ key) => {
      const place = rules.about.bounded.indexOf(key);
      return place >= 0 ? found[place] : ranges[key] || [fields[key].low, fields[key].high];
    };
    if (turn === 0 && [0, 1, 2].some((pick) => keptAt(pick))) return true;
    let cut = null;
    for (let n = 0; n < keys.length && !cut; n++) {
      const key = keys[(turn + n) % keys.length];
      const [low, high] = ends(key);
      if (low >= high) continue;
      const middle = Math.floor(low + (high - low) / 2);
      const whole = fields[key].whole;
      cut = [[low, whole ? middle : low + (high - low) / 2], [whole ? middle + 1 : low + (high - low) / 2, high]].map((part) => ({ ...ranges, [key]: part }));
    }
    if (!cut) return true;
    for (const part of cut) waiting.push([part, turn + 1]);
  }
  return true;

  /** One completion: the lowest, highest or middle of what each leaves to the next. @param {number} pick */
  function keptAt(pick) {
    /** @type {Record<string, any>} */
    let ranges = {};
    for (const key of keys) {
      const found = leaving(ranges);
      if (found === null) return false;
      const place = rules.about.bounded.indexOf(key);
      const [low, high] = place >= 0 ? found[place] : [fields[key].low, fields[key].high];
      const value = [low, high, Math.floor((low + high) / 2)][pick];
      ranges = { ...ranges, [key]: [value, value] };
    }
    const found = leaving(ranges);
    return found !== null && found[found.length - 1];
  }
}
