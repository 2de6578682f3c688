// Entries: what stands in the entries of a form, as a request says it, and back.
"use strict";

/** @typedef {HTMLInputElement | HTMLSelectElement} Entry */

const PARTS_IN_ORDER = ["low", "likely", "high"];

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/** @param {unknown} value @returns {value is Record<string, any>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fieldset of a list of records that an entry is in. @param {Entry} entry @returns {HTMLElement | null} */
function holderOf(entry) {
  return entry.closest("[data-list]");
}

/** In which record an entry is, and which cell of it. @param {Entry} entry @param {HTMLElement} list @returns {[number, string]} */
function cellOf(entry, list) {
  const [number, ...cell] = (entry.dataset.field || "").slice((list.dataset.list || "").length + 1).split(".");
  return [Number(number) - 1, cell.join(".")];
}

/** What there is by what it is about: `key` says of each. @template T @param {Iterable<T>} all @param {(each: T) => string} key @returns {Map<string, T[]>} */
function groupedBy(all, key) {
  const found = new Map();
  for (const each of all) {
    const name = key(each), some = found.get(name);
    if (some) some.push(each);
    else found.set(name, [each]);
  }
  return found;
}

/** The entries of each field. @param {HTMLElement} form */
function entriesIn(form) {
  const all = /** @type {NodeListOf<Entry>} */ (form.querySelectorAll("[data-field]"));
  return groupedBy(all, nameOf);
}

/** The field that an entry is about. @param {Entry} entry */
function nameOf(entry) {
  return holderOf(entry)?.dataset.list || entry.dataset.field || "";
}

/** Puts what a request says of a field into its entries. @param {Entry[]} own @param {any} said */
function fillAll(own, said) {
  const list = holderOf(own[0]), records = Array.isArray(said) ? said : [];
  if (list) noneIn(list).checked = Array.isArray(said) && !said.length;
  for (const entry of own) {
    const [place, cell] = list ? cellOf(entry, list) : [0, ""];
    fill(entry, list ? records[place]?.[cell] : said);
  }
}

/** The box that says that a list has no records at all. @param {HTMLElement} list */
function noneIn(list) {
  return /** @type {HTMLInputElement} */ (list.querySelector("[data-none]"));
}

/** @param {Entry} entry @param {any} said */
function fill(entry, said) {
  const { step, kind } = entry.dataset;
  let value = isObject(said) && "withheld" in said ? undefined : said;
  if (step && Array.isArray(value)) value = value[PARTS_IN_ORDER.indexOf(step)];
  else if (step && isObject(value)) value = value[step];
  if (kind === "set") {
    const held = Array.isArray(value) && (entry.value ? value.includes(entry.value) : !value.length);
    /** @type {HTMLInputElement} */ (entry).checked = held;
  } else {
    entry.value = value === undefined || value === null ? "" : Array.isArray(value) ? value.join("; ") : String(value);
  }
}

/** What stands in the entries of a field; null where nothing does. `before` is what it said of what has no entry. @param {Entry[]} own @param {any} [before] @returns {any} */
function entered(own, before) {
  const list = holderOf(own[0]);
  return list ? recordsEntered(list, own, Array.isArray(before) ? before : []) : enteredIn(own);
}

/** What stands in the entries of one value. @param {Entry[]} own @returns {any} */
function enteredIn(own) {
  const { kind, step } = own[0].dataset, text = own[0].value.trim();
  if (step) {
    const three = own.map((entry) => (entry.value.trim() === "" ? null : Number(entry.value)));
    if (three.every((each) => each === null)) return null;
    const [low, likely, high] = three;
    return low === null && high === null ? likely : { low, likely, high };
  }
  if (kind === "set") {
    const held = own.filter((entry) => /** @type {HTMLInputElement} */ (entry).checked).map((entry) => entry.value);
    return held.length ? held.filter((each) => each) : null;
  }
  if (!text) return null;
  if (kind === "number") return Number(text);
  if (kind === "flag") return text === "true";
  if (kind !== "texts") return text;
  return text.toLowerCase() === "none" ? [] : text.split(";").map((each) => each.trim()).filter(Boolean);
}

/** @param {HTMLElement} list @param {Entry[]} own @param {Record<string, any>[]} before */
function recordsEntered(list, own, before) {
  if (noneIn(list).checked) return [];
  const records = before.map((each) => ({ ...each }));
  for (const cells of groupedBy(own, (entry) => entry.dataset.field || "").values()) {
    const [place, cell] = cellOf(cells[0], list);
    const value = enteredIn(cells), kept = records[place]?.[cell];
    if (value !== null) records[place] = { ...records[place], [cell]: value };
    else if (records[place] && !(isObject(kept) && "withheld" in kept)) delete records[place][cell];
  }
  const said = Array.from(records, (each) => each || {}).filter((each) => Object.keys(each).length);
  return said.length ? said : null;
}
