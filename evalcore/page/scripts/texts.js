// Texts and names as evalcore keeps and compares them: see `evalcore.written`.
"use strict";

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
const SELECTOR = /[\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}]/u;
const LARGEST = 9007199254740992;

/** Composed, without what cannot be seen at its ends. @param {string} text */
function kept(text) {
  const signs = [...text.normalize("NFC")];
  let first = 0, end = signs.length;
  while (first < end && UNSEEN.test(signs[first])) first++;
  while (end > first && UNSEEN.test(signs[end - 1]) && !SELECTOR.test(signs[end - 1])) end--;
  return signs.slice(first, end).join("");
}

/** Whether it is what a spreadsheet shows where a formula failed. @param {string} text */
function isError(text) {
  return ERRORS.has(text) || /^(#{3,255}|Err:5([0-3]\d|40))$/.test(text) && text !== "Err:500";
}

/** Whether it is null, or a text in which nothing can be seen. @param {unknown} value */
function saysNothing(value) {
  return value === null || value === undefined || (typeof value === "string" && !kept(value));
}

/** The form in which names are compared. @param {string} name */
function normal(name) {
  return name.normalize("NFKC");
}

/** @param {unknown} value @returns {value is Record<string, any>} */
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A found value, short and on one line. @param {unknown} value */
function shown(value) {
  let text = "nothing";
  if (typeof value === "string") text = `'${value}'`;
  else if (value !== null && value !== undefined) text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** How alike two words are: 2 M / T by matching blocks (J. W. Ratcliff and D. Metzener, 1988). @param {string} word @param {string} other */
function alike(word, other) {
  const one = [...word], two = [...other];
  /** @type {[number, number, number, number][]} */
  const waiting = [[0, one.length, 0, two.length]];
  let matched = 0;
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const [from, to, start, end] = part;
    let at = from, with_ = start, size = 0;
    let before = new Map();
    for (let i = from; i < to; i++) {
      const now = new Map();
      for (let j = start; j < end; j++) {
        if (one[i] !== two[j]) continue;
        const length = (before.get(j - 1) || 0) + 1;
        now.set(j, length);
        if (length > size) [at, with_, size] = [i - length + 1, j - length + 1, length];
      }
      before = now;
    }
    if (!size) continue;
    matched += size;
    waiting.push([from, at, start, with_], [at + size, to, with_ + size, end]);
  }
  return one.length + two.length ? (2 * matched) / (one.length + two.length) : 1;
}

/** Whether a word may have been meant for one of these. @param {string} word @param {string[]} known */
function isNear(word, known) {
  const folded = (/** @type {string} */ each) => each.toLowerCase().replaceAll("-", "_");
  const same = known.filter((each) => folded(each) === folded(word));
  if (same.length && !(same.length === 1 && same[0] === word)) return true;
  // As Python's difflib compares them: the name known comes first.
  return word.length <= 80 && known.some((each) => alike(each, word) >= 0.72);
}

/** The number of a day of the calendar, from 0001-01-01 on; null where there is no such day. @param {string} text */
function dayOf(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const [year, month, day] = text.split("-").map(Number);
  const made = new Date(0);
  made.setUTCFullYear(year, month - 1, day);
  const same = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1;
  if (year < 1 || !same || made.getUTCDate() !== day) return null;
  return Math.round(made.getTime() / 86400000) + 719163;
}

/** @param {number} day */
function spellDay(day) {
  const made = new Date((day - 719163) * 86400000);
  return `${String(made.getUTCFullYear()).padStart(4, "0")}${made.toISOString().slice(-20, -14)}`;
}
