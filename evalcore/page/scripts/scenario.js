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
    const found = objectIn(JSON.parse(text.startsWith("%") ? decodeURIComponent(text) : text)), made = nothingChanged();
    for (const [name, own] of Object.entries(objectIn(found.settings))) {
      const { weights, parameters } = objectIn(own);
      made.settings[name] = { weights: { ...objectIn(weights) }, parameters: { ...objectIn(parameters) } };
    }
    for (const [id, said] of Object.entries(objectIn(found.requests))) made.requests[id] = { ...objectIn(said) };
    return made;
  } catch {
    return null;
  }
}

/** An object, empty where nothing was said. Throws for whatever else it is. @param {any} given @returns {Record<string, any>} */
function objectIn(given) {
  const found = given === undefined ? {} : given;
  if (found === null || typeof found !== "object" || Array.isArray(found)) throw new TypeError("no object");
  return found;
}

/** Whether a weight or a parameter may be this. @param {"weights" | "parameters"} kind @param {any} value */
function isSetting(kind, value) {
  return Number.isFinite(value) && (kind === "parameters" || value >= 0);
}

/** Takes out of a scenario what these rulesets do not have, as where a parameter is called otherwise by now, and what is no setting; names it. @param {Scenario} scenario @param {any[]} rulesets @returns {string[]} */
function strangeIn(scenario, rulesets) {
  /** @type {string[]} */
  const strange = [];
  for (const [name, own] of Object.entries(scenario.settings)) {
    const known = rulesets.find((each) => each.name === name) || { weights: {}, parameters: {} };
    for (const kind of /** @type {("weights" | "parameters")[]} */ (["weights", "parameters"])) {
      for (const [key, value] of Object.entries(own[kind])) {
        if (Object.hasOwn(known[kind], key) && isSetting(kind, value)) continue;
        delete own[kind][key];
        strange.push(`${name}.${kind}.${key}`);
      }
    }
    if (![own.weights, own.parameters].some((each) => Object.keys(each).length)) delete scenario.settings[name];
  }
  return strange;
}
