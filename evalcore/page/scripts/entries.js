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

/** Puts what a request says into an entry. @param {Entry} entry @param {any} said */
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

/** What stands in the entries of one field; null where nothing does. @param {Entry[]} own @returns {any} */
function entered(own) {
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
