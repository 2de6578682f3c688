// The scenario: what differs from the rulesets and from the requests as they stood.
"use strict";

/** @typedef {{ settings: Record<string, { weights: Record<string, number>, parameters: Record<string, number> }>, requests: Record<string, Record<string, any>> }} Scenario */

const MARK = "#scenario=";

/** @returns {Scenario} */
function nothingChanged() {
  return { settings: {}, requests: {} };
}

/** As a fragment of an address. @param {Scenario} scenario */
function fragmentOf(scenario) {
  return MARK + encodeURIComponent(JSON.stringify(scenario));
}

/** The scenario in a fragment; null where it holds none that can be read. @param {string} fragment @returns {Scenario | null} */
function scenarioIn(fragment) {
  if (!fragment.startsWith(MARK) || fragment === MARK) return null;
  try {
    const found = JSON.parse(decodeURIComponent(fragment.slice(MARK.length)));
    const made = nothingChanged();
    for (const [name, own] of Object.entries(found.settings || {})) {
      made.settings[name] = { weights: numbersIn(own.weights), parameters: numbersIn(own.parameters) };
    }
    for (const [id, said] of Object.entries(found.requests || {})) made.requests[id] = { ...said };
    return made;
  } catch {
    return null;
  }
}

/** @param {any} given */
function numbersIn(given) {
  const pairs = Object.entries(given || {}).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(pairs);
}

/** What a request says under a full name. @param {any} request @param {string} name @returns {any} */
function saidIn(request, name) {
  if (Object.hasOwn(request, name)) return request[name];
  const parts = name.split(".");
  for (let n = parts.length - 1; n > 0; n--) {
    const table = request[parts.slice(0, n).join(".")];
    if (isObject(table)) return "withheld" in table ? table : saidIn(table, parts.slice(n).join("."));
  }
  return undefined;
}

/** The request with fields that say something else. @param {any} request @param {Record<string, any>} said */
function changed(request, said) {
  const found = JSON.parse(JSON.stringify(request));
  for (const [name, value] of Object.entries(said)) {
    drop(found, name.split("."));
    found[name] = value;
  }
  return found;
}

/** @param {any} table @param {string[]} parts */
function drop(table, parts) {
  delete table[parts.join(".")];
  for (let n = parts.length - 1; n > 0; n--) {
    const key = parts.slice(0, n).join(".");
    if (!isObject(table[key])) continue;
    if ("withheld" in table[key]) delete table[key];
    else drop(table[key], parts.slice(n));
  }
}

/** @param {unknown} value @returns {value is Record<string, any>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
