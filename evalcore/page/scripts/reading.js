// Requests as documents hold them, read against the fields of a ruleset: see `evalcore.request`.
"use strict";

/** @typedef {{ kind: string, low?: number, high?: number, whole?: boolean, choices?: string[], record?: Record<string, Field> }} Field */
/** @typedef {{ id: string, title: string, values: Record<string, any>, withheld: Set<string>, estimates: Record<string, number[]> }} Reading */

/** Values by their names, whatever the names are: nothing is inherited, and reading is fast. */
function Values() {}
Values.prototype = Object.freeze(Object.create(null));

/** @returns {Record<string, any>} */
function noValues() {
  return new /** @type {any} */ (Values)();
}

class InputError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "InputError";
  }
}

/** @param {string} name @param {string} problem @returns {never} */
function refuse(name, problem) {
  throw new InputError(`${name}: ${problem}`);
}

/** The reason why a value is not given; null where it is no table that says so. @param {string} name @param {unknown} raw */
function reasonOf(name, raw) {
  if (!isTable(raw)) return null;
  const keys = Object.keys(raw);
  if (!keys.includes("withheld")) {
    const meant = keys.find((key) => isNear(key, ["withheld"]));
    if (meant !== undefined) refuse(name, `found the key ${shown(meant)}, expected only withheld`);
    return null;
  }
  if (keys.length > 1) refuse(name, "is withheld and says something as well");
  if (typeof raw.withheld !== "string") refuse(name, `found ${shown(raw.withheld)} as a reason`);
  return raw.withheld;
}

/** @param {string} name @param {Field} field @param {unknown} raw */
function numberOf(name, field, raw) {
  if (typeof raw !== "number" || !(Math.abs(raw) <= LARGEST)) refuse(name, `found ${shown(raw)}, expected a number`);
  if (field.whole && !Number.isInteger(raw)) refuse(name, `found ${raw}, expected a whole number`);
  if (!(Number(field.low) <= raw && raw <= Number(field.high))) {
    refuse(name, `found ${raw}, expected ${field.low} to ${field.high}`);
  }
  return raw;
}

const PARTS = ["low", "likely", "high"];

/** Its three ends; null where nothing is said, a reason where all are withheld. @param {string} name @param {Field} field @param {any} raw */
function estimateOf(name, field, raw) {
  if (typeof raw === "number") return Array(3).fill(numberOf(name, field, raw));
  let three = raw;
  if (!Array.isArray(raw)) {
    const keys = isTable(raw) ? Object.keys(raw) : [];
    if (keys.length !== 3 || !PARTS.every((part) => keys.includes(part))) {
      refuse(name, `found ${shown(raw)}, expected a number, or low, likely and high`);
    }
    three = PARTS.map((part) => raw[part]);
  }
  if (three.length !== 3) refuse(name, `found a list of ${three.length}, expected low, likely and high`);
  const said = three.filter((/** @type {unknown} */ each) => !saysNothing(each));
  if (!said.length) return null;
  if (said.every((/** @type {unknown} */ each) => isTable(each) && "withheld" in each)) return reasonOf(name, said[0]);
  if (said.length < 3) refuse(name, "is not given in all of low, likely and high");
  three.forEach((/** @type {unknown} */ each) => numberOf(name, field, each));
  if (!(three[0] <= three[1] && three[1] <= three[2])) refuse(name, "expected low <= likely <= high");
  return three;
}

/** @param {string} name @param {Field} field @param {unknown} raw */
function textOf(name, field, raw) {
  if (typeof raw !== "string") refuse(name, `found ${shown(raw)}, expected a text`);
  if (field.choices && !field.choices.includes(raw)) {
    refuse(name, `found ${shown(raw)}, expected one of ${field.choices.join(", ")}`);
  }
  return raw;
}

/** Whether a text is an error of a spreadsheet, and none of the choices. @param {Field} field @param {unknown} text */
function isFailed(field, text) {
  return typeof text === "string" && isError(text) && !(field.choices || []).includes(text);
}

/** @param {string} name @param {Field} field @param {unknown} raw */
function setOf(name, field, raw) {
  if (!Array.isArray(raw)) refuse(name, `found ${shown(raw)}, expected a list of texts`);
  const members = new Set();
  for (const item of raw) {
    if (saysNothing(item)) continue;
    const member = typeof item === "string" ? kept(item) : item;
    if (isFailed(field, member)) refuse(name, `found ${member}, expected a text`);
    members.add(textOf(name, field, member));
  }
  return members.size || !raw.length ? [...members] : null;
}

/** @param {string} name @param {unknown} raw */
function dateOf(name, raw) {
  const day = typeof raw === "string" ? dayOf(raw) : null;
  if (day === null) refuse(name, `found ${shown(raw)}, expected a date such as 2026-11-23`);
  return day;
}

/** @param {string} name @param {Field} field @param {unknown} raw @param {Reading} into */
function recordsOf(name, field, raw, into) {
  if (!Array.isArray(raw)) refuse(name, `found ${shown(raw)}, expected a list of records`);
  const cells = field.record || {};
  return raw.map((item, place) => {
    if (!isTable(item)) refuse(`${name}.${place}`, `found ${shown(item)}, expected a record`);
    const written = new Map();
    for (const key of Object.keys(item)) {
      if (written.has(normal(key))) refuse(`${name}.${place}.${key}`, "is given twice");
      written.set(normal(key), key);
    }
    const missing = Object.keys(cells).filter((cell) => !written.has(cell));
    for (const [key, own] of written) {
      if (!(key in cells) && isNear(key, missing)) refuse(`${name}.${place}.${own}`, "is no field of a record");
    }
    const record = noValues();
    for (const [cell, inner] of Object.entries(cells)) {
      const key = written.has(cell) ? written.get(cell) : cell;
      const value = Object.hasOwn(item, key) ? item[key] : null;
      record[cell] = valueOf(`${name}.${place}.${cell}`, inner, value, into);
    }
    return record;
  });
}

/** The value as formulas see it; null where nothing is said. @param {string} name @param {Field} field @param {any} raw @param {Reading} into @returns {any} */
function valueOf(name, field, raw, into) {
  if (typeof raw === "string") raw = kept(raw);
  if (saysNothing(raw)) return null;
  if (isFailed(field, raw)) refuse(name, `found ${raw}: a formula failed there`);
  let reason = reasonOf(name, raw);
  if (reason === null && field.kind === "estimate") {
    const three = estimateOf(name, field, raw);
    if (three === null) return null;
    if (typeof three !== "string") {
      if (three[0] < three[2]) into.estimates[name] = [three[0], three[2]];
      return three[1];
    }
    reason = three;
  }
  if (reason !== null) {
    into.withheld.add(name);
    return null;
  }
  switch (field.kind) {
    case "number": return numberOf(name, field, raw);
    case "flag": return typeof raw === "boolean" ? raw : refuse(name, `found ${shown(raw)}, expected true or false`);
    case "set": return setOf(name, field, raw);
    case "date": return dateOf(name, raw);
    case "records": return recordsOf(name, field, raw, into);
    default: return textOf(name, field, raw);
  }
}

/** What is said under each full name. @param {Record<string, any>} raw @param {Record<string, Field>} fields */
function flattened(raw, fields) {
  const names = Object.keys(fields), tables = new Set();
  for (const name of names) {
    const parts = name.split(".");
    for (let n = 1; n < parts.length; n++) tables.add(parts.slice(0, n).join("."));
  }
  /** @type {Map<string, any>} */
  const flat = new Map();
  const put = (/** @type {string} */ name, /** @type {any} */ value) => {
    if (flat.has(name) && name in fields) refuse(name, "is given twice");
    if (!flat.has(name)) flat.set(name, value);
  };
  const own = (/** @type {string} */ key) => (key !== "id" && key !== "title") || key in fields;
  /** @type {[string, any][]} */
  const waiting = Object.keys(raw).filter(own).map((key) => [normal(key), raw[key]]);
  for (const [name, value] of waiting) { // grows
    if (!tables.has(name) || name in fields) {
      put(name, value);
    } else if (!saysNothing(value)) {
      if (!isTable(value)) refuse(name, `found ${shown(value)}, expected a table`);
      if (!("withheld" in value) || `${name}.withheld` in fields) {
        for (const key of Object.keys(value)) waiting.push([`${name}.${normal(key)}`, value[key]]);
      } else if (Object.keys(value).length > 1) {
        refuse(name, "is withheld and says something as well");
      } else {
        for (const each of names) if (each.startsWith(`${name}.`)) put(each, value);
      }
    }
  }
  return flat;
}

/** The id of a request; empty where it has none. @param {any} raw */
function idOf(raw) {
  const id = typeof raw.id === "number" && Number.isInteger(raw.id) ? String(raw.id) : raw.id;
  return typeof id === "string" ? kept(id) : "";
}

/** A request, read. Throws an `InputError` that names what does not fit. @param {any} raw @param {Record<string, Field>} fields @returns {Reading} */
function read(raw, fields) {
  if (!isTable(raw)) throw new InputError(`found ${shown(raw)}, expected a request`);
  const id = idOf(raw);
  if (!id || isError(id)) refuse("id", `found ${shown(raw.id)}, expected a text`);
  const isText = typeof raw.title === "string" && !isError(kept(raw.title));
  if (!isText && raw.title !== null && raw.title !== undefined) {
    refuse("title", `found ${shown(raw.title)}, expected a text`);
  }
  const title = (typeof raw.title === "string" && kept(raw.title)) || id;
  /** @type {Reading} */
  const into = { id, title, values: noValues(), withheld: new Set(), estimates: {} };
  const flat = flattened(raw, fields);
  for (const [name, field] of Object.entries(fields)) {
    into.values[name] = valueOf(name, field, flat.has(name) ? flat.get(name) : null, into);
  }
  return into;
}
