// What generated functions call: the kernel's functions, and intervals; the same as in
// `evalcore.language.kernel` and `evalcore.language.intervals`, to the last bit.
"use strict";

const TOLERANCE = 1e-9;
const ROUGH = Math.pow(2, -50);

/** @typedef {[number, number, boolean]} Ends */
/** @typedef {string[] | null} Texts - what a text may be; null is any text */

/** The smallest, the first of equal ones. @param {...number} values */
function least(...values) {
  let found = values[0];
  for (const each of values) if (each < found) found = each;
  return found;
}

/** The largest, the first of equal ones. @param {...number} values */
function greatest(...values) {
  let found = values[0];
  for (const each of values) if (each > found) found = each;
  return found;
}

/** The smallest first. @param {number[]} values */
function inOrder(values) {
  return values.sort((one, other) => one - other);
}

/** The whole number that is nearest, half to even. @param {number} x */
function nearest(x) {
  if (!(Math.abs(x) < 4503599627370496)) return x;
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** The year in which a day lies; years begin in March, see `evalcore.language.anniversaries`. @param {number} days */
function yearOf(days) {
  const era = Math.floor(days / 146097);
  const rest = days - era * 146097;
  const gone = Math.floor(rest / 1460) - Math.floor(rest / 36524) + Math.floor(rest / 146096);
  return era * 400 + Math.floor((rest - gone) / 365);
}

/** Its first day. @param {number} year */
function beginOf(year) {
  return 365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

/** The same day of a year; of one that is shorter, the last. @param {number} year @param {number} day */
function anniversary(year, day) {
  const begin = beginOf(year);
  return begin + Math.min(day, beginOf(year + 1) - begin - 1);
}

/** Whole years at anniversaries. @param {number} start @param {number} end @returns {number} */
function years(start, end) {
  if (end < start) return -years(end, start);
  const first = start + 305;
  const last = end + 305;
  const year = yearOf(first);
  const day = first - beginOf(year);
  let latest = yearOf(last);
  if (anniversary(latest, day) > last) latest -= 1;
  const before = anniversary(latest, day);
  return latest - year + (last - before) / (anniversary(latest + 1, day) - before);
}

/** What a table lists for a text. @param {Map<string, number>} table @param {string} item @param {number | null} otherwise */
function found(table, item, otherwise) {
  const value = table.get(item);
  return value === undefined ? otherwise : value;
}

/** One after the other, as every interpretation adds. @param {number[]} numbers */
function added(numbers) {
  let sum = 0;
  for (const each of numbers) sum += each;
  return sum;
}

/** Unknown where a score that weighs something is. @param {(number | null)[]} scores @param {number[]} weights */
function weightedMean(scores, weights) {
  const whole = added(weights);
  if (-TOLERANCE <= whole && whole <= TOLERANCE) return null;
  let sum = 0;
  for (let n = 0; n < scores.length; n++) {
    if (weights[n] === 0) continue;
    const score = scores[n];
    if (score === null) return null;
    sum += score * (weights[n] / whole);
  }
  return sum;
}

/** What a field may say at all, or the part of it that is left. @param {Record<string, any>} ranges @param {string} name @param {any} whole */
function within(ranges, name, whole) {
  const part = ranges[name];
  return part === undefined ? whole : part;
}

/** How far an end may be off. @param {number} slack @param {number[]} ends of its terms, in pairs */
function roomFor(slack, ends) {
  let size = 0;
  for (let n = 0; n < ends.length; n += 2) size += greatest(Math.abs(ends[n]), Math.abs(ends[n + 1]));
  return slack + ROUGH * size;
}

/** The bounds of a product of numbers of any sign. @param {number} low @param {number} high @param {number} left @param {number} right */
function product(low, high, left, right) {
  const a = low * left, b = low * right, c = high * left, d = high * right;
  return [least(a, b, c, d), greatest(a, b, c, d)];
}

/** A divisor within the tolerance of 0 counts as 0. @param {number} low @param {number} high @param {number} left @param {number} right @param {number[]} widest @returns {Ends} */
function quotient(low, high, left, right, widest) {
  if (left > TOLERANCE || right < -TOLERANCE) {
    const a = low / left, b = low / right, c = high / left, d = high / right;
    return [least(a, b, c, d), greatest(a, b, c, d), false];
  }
  const ends = [];
  if (left < -TOLERANCE) ends.push(low / left, high / left, low / -TOLERANCE, high / -TOLERANCE);
  if (right > TOLERANCE) ends.push(low / right, high / right, low / TOLERANCE, high / TOLERANCE);
  return ends.length ? [least(...ends), greatest(...ends), true] : [widest[0], widest[1], true];
}

/** The bounds of a lookup. @param {Texts} texts @param {Map<string, number>} table @param {number | null} otherwise @param {number[]} widest @returns {Ends} */
function listed(texts, table, otherwise, widest) {
  if (texts === null) {
    const all = [...table.values()];
    if (otherwise !== null) all.push(otherwise);
    return [least(...all), greatest(...all), otherwise === null];
  }
  const values = [];
  let without = false;
  for (const each of texts) {
    const value = found(table, each, otherwise);
    if (value === null) without = true;
    else values.push(value);
  }
  if (!values.length) return [widest[0], widest[1], true];
  return [least(...values), greatest(...values), without];
}

/** The bounds of an overlap. @param {string[]} must @param {string[]} may @param {[string, number][]} weights */
function held(must, may, weights) {
  let low = 0, high = 0;
  for (const [text, weight] of weights) {
    const sure = must.includes(text);
    const perhaps = sure || may.includes(text);
    if (sure || (perhaps && weight < 0)) low += weight;
    if (sure || (perhaps && weight > 0)) high += weight;
  }
  return [low, high];
}

/** Whether two texts can be equal, and can differ. @param {Texts} left @param {Texts} right */
function sameText(left, right) {
  if (left === null || right === null) return [true, true];
  const shared = left.filter((each) => right.includes(each)).length;
  return [shared > 0, !(left.length === 1 && right.length === 1 && shared === 1)];
}

/** @param {Texts} left @param {Texts} right */
function eitherText(left, right) {
  return left === null || right === null ? null : [...new Set([...left, ...right])];
}

/** Whether a number can be, and can be none of, those listed. @param {number} low @param {number} high @param {number[]} members */
function among(low, high, members) {
  let can = false, other = true;
  for (const each of members) {
    const above = low - each, below = high - each;
    can = can || (above <= TOLERANCE && below >= -TOLERANCE);
    other = other && (above < -TOLERANCE || below > TOLERANCE);
  }
  return [can, other];
}

/** @param {Texts} texts @param {string[]} members */
function amongTexts(texts, members) {
  if (texts === null) return [true, true];
  return [texts.some((each) => members.includes(each)), !texts.every((each) => members.includes(each))];
}

/** Of no records a share is undefined. @param {number} low @param {number} high @param {number} count @returns {Ends} */
function shareOf(low, high, count) {
  return count ? [low / count, high / count, false] : [0, 1, true];
}

/** The bounds of a weighted mean. @param {number[]} lows @param {number[]} highs @param {boolean[]} doubts @param {number[]} weights @param {number[]} widest @returns {Ends} */
function weighed(lows, highs, doubts, weights, widest) {
  const whole = added(weights);
  if (whole <= TOLERANCE) return [widest[0], widest[1], true];
  let low = 0, high = 0, undefined_ = false;
  for (let n = 0; n < weights.length; n++) {
    if (weights[n] === 0) continue;
    low += lows[n] * (weights[n] / whole);
    high += highs[n] * (weights[n] / whole);
    undefined_ = undefined_ || doubts[n];
  }
  return [low, high, undefined_];
}

/** With what lies at turns between the ends. @param {[number, number][]} turns @param {number} low @param {number} high @param {number} smallest @param {number} largest */
function turned(turns, low, high, smallest, largest) {
  for (const [at, value] of turns) {
    if (low < at && at < high) {
      if (value < smallest) smallest = value;
      else if (value > largest) largest = value;
    }
  }
  return [smallest, largest];
}

/** With room for what machines round differently. @param {number} low @param {number} high */
function roughly(low, high) {
  return low === high ? [low, high] : [low - Math.abs(low) * ROUGH, high + Math.abs(high) * ROUGH];
}

/** The next float above, or below. @param {number} x @param {boolean} up */
function nextFloat(x, up) {
  if (x === 0) return up ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + ((x > 0) === up ? 1n : -1n));
  return view.getFloat64(0);
}

/** Where what stands so to a number lies: see `evalcore.interpret.narrowing`. @param {string} sign @param {number} number @param {number} moved @param {boolean} whole @param {boolean} truth */
function beside(sign, number, moved, whole, truth) {
  const exact = whole && Number.isInteger(number);
  if (sign === "==") return exact ? [number, number] : [number - TOLERANCE, number + TOLERANCE];
  let bound = exact ? number : number + moved;
  const open = (sign === "<") === truth;
  if (whole && truth) return [-Infinity, open ? Math.ceil(bound) - 1 : Math.floor(bound)];
  if (whole) return [open ? Math.floor(bound) + 1 : Math.ceil(bound), Infinity];
  if (open) bound = nextFloat(bound, !truth);
  return truth ? [-Infinity, bound] : [bound, Infinity];
}

/** Whether a number is none of the whole ones, nor within the tolerance of one. @param {number} x */
function liesBetween(x) {
  return Math.abs(x - Math.round(x)) > TOLERANCE;
}

/** What is too near to a number to differ from it, and by which step whole ones go. @param {number} number @param {boolean} whole */
function around(number, whole) {
  if (whole && Number.isInteger(number)) return [number, number, 1];
  return [number - TOLERANCE, number + TOLERANCE, null];
}

/** @typedef {[boolean, any[][]] | null} Cell - of a decision table: whether inverted, and its parts */

/** From where a range holds, to where it does no longer. @param {any[]} part @param {number[]} parameters */
function spanOf(part, parameters) {
  const [low, high] = part.slice(0, 2).map((end) => (Array.isArray(end) ? parameters[end[0]] : end));
  const edge = (/** @type {number} */ end, /** @type {boolean} */ after) => {
    if (part[4]) return end + Number(after);
    return after ? nextFloat(end + TOLERANCE, true) : end - TOLERANCE;
  };
  return [low === null ? -Infinity : edge(low, part[2]), high === null ? Infinity : edge(high, !part[3])];
}

/** Whether a value fits a cell. @param {Cell} cell @param {any} value @param {number[]} parameters */
function fits(cell, value, parameters) {
  if (cell === null) return true;
  const found = cell[1].some((part) => {
    if (part.length === 1) return part[0] === value;
    const [start, end] = spanOf(part, parameters);
    return start <= value && value < end;
  });
  return found !== cell[0];
}

/** Of each row whether it fits these values; null where that is open. @param {Cell[][]} cells @param {any[]} values @param {number[]} parameters */
function rowsFitting(cells, values, parameters) {
  return cells.map((row) => {
    if (row.some((cell, n) => values[n] !== null && !fits(cell, values[n], parameters))) return false;
    return row.some((cell, n) => cell !== null && values[n] === null) ? null : true;
  });
}

/** What the rows that fit say, in their order. @param {(boolean | null)[]} rows @param {number[]} which @param {any[]} said */
function listOf(rows, which, said) {
  if (rows.includes(null)) return null;
  return which.slice(0, rows.length).filter((_, n) => rows[n]).map((place) => said[place]);
}

/** Whether some value within ends fits a cell, and whether all do. @param {Cell} cell @param {any} first @param {any} second @param {number[]} parameters */
function fitsWithin(cell, first, second, parameters) {
  if (cell === null) return [true, true];
  let tried = first;
  if (typeof first === "boolean") tried = [true, false].filter((flag) => (flag ? first : second));
  else if (first === null) return [true, false];
  else if (!Array.isArray(first)) {
    const edges = cell[1].flatMap((part) => spanOf(part, parameters));
    tried = [first, ...edges.filter((edge) => first < edge && edge <= second)];
  }
  const found = tried.map((/** @type {any} */ each) => fits(cell, each, parameters));
  return [found.includes(true), !found.includes(false)];
}

/** Of each row whether it may fit, and whether it does for certain. @param {Cell[][]} cells @param {[any, any, boolean][]} boxes @param {number[]} parameters */
function rowsWithin(cells, boxes, parameters) {
  return cells.map((row) => {
    const found = row.map((cell, n) => fitsWithin(cell, boxes[n][0], boxes[n][1], parameters));
    const may = found.every(([some]) => some);
    return [may, may && found.every(([, all], n) => all && !(boxes[n][2] && row[n] !== null))];
  });
}

/** The texts that a list must hold, those that it may, and how many it has at most, some perhaps twice. @param {boolean[][]} rows @param {number[]} which @param {any[]} said */
function listWithin(rows, which, said) {
  const texts = [0, 1].map((end) => {
    const kept = which.slice(0, rows.length).filter((_, n) => rows[n][end]);
    return [...new Set(kept.map((place) => (Array.isArray(said[place]) ? said[place][0] : said[place])))];
  });
  return [texts[1], texts[0], rows.filter((row) => row[0]).length];
}
