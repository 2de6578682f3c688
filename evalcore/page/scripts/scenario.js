// The scenario: what differs from the rulesets and from the requests as they stood.
"use strict";

/** @typedef {{ settings: Record<string, { weights: Record<string, number>, parameters: Record<string, number> }>, requests: Record<string, Record<string, any>> }} Scenario */

const MARK = "#scenario=";

/** @returns {Scenario} */
function nothingChanged() {
  return { settings: {}, requests: {} };
}

/** The scenario in a text; null where it holds none that can be read. @param {string} text @returns {Scenario | null} */
function scenarioIn(text) {
  try {
    const found = JSON.parse(text.startsWith("%") ? decodeURIComponent(text) : text), made = nothingChanged();
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
  return Object.fromEntries(Object.entries(given || {}).filter(([, value]) => Number.isFinite(value)));
}

/** Takes out of a scenario what these rulesets do not have, as where a parameter is called otherwise by now; names it. @param {Scenario} scenario @param {any[]} rulesets @returns {string[]} */
function strangeIn(scenario, rulesets) {
  /** @type {string[]} */
  const strange = [];
  for (const [name, own] of Object.entries(scenario.settings)) {
    const known = rulesets.find((each) => each.name === name) || { weights: {}, parameters: {} };
    for (const kind of /** @type {("weights" | "parameters")[]} */ (["weights", "parameters"])) {
      for (const key of Object.keys(own[kind]).filter((each) => !Object.hasOwn(known[kind], each))) {
        delete own[kind][key];
        strange.push(`${name}.${kind}.${key}`);
      }
    }
    if (![own.weights, own.parameters].some((each) => Object.keys(each).length)) delete scenario.settings[name];
  }
  return strange;
}
