/* The answers of a report as the page of the server and the offline page have them. The offline page counts weeks from
   the visit; the server has days. */

/** @import { Answers, VisitDetails } from "./types.js" */

const ZONE = "Europe/Amsterdam";
const DAY = 24 * 3600 * 1000;

/** @param {Date} moment */
export const toIsoDate = (moment) => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(moment);

/** @param {Date} moment @param {string} [language] */
export const toTime = (moment, language = document.documentElement.lang) => new Intl.DateTimeFormat(language, {
  timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
}).format(moment);

/** @param {Date} moment @param {string} [language] */
export const toWeekday = (moment, language = document.documentElement.lang) => new Intl.DateTimeFormat(language, {
  timeZone: ZONE, weekday: "long", day: "numeric", month: "long",
}).format(moment);

/** @param {Date} moment @param {number} count */
export const addDays = (moment, count) => new Date(moment.getTime() + count * DAY);

/**
 * What is filled in on a form.
 * @param {HTMLFormElement} form
 * @param {string[]} omitted names of fields
 * @returns {Answers}
 */
export const readForm = (form, omitted) => Array.from(new FormData(form))
  .filter(([name, value]) => value !== "" && !omitted.includes(name))
  .map(([name, value]) => [name, String(value)]);

/**
 * @param {Answers} answers
 * @returns {Answers}
 */
export const toOfflineForm = (answers) => answers.flatMap(([name, value]) => {
  if (name === "next_visit" && /^\d{4}-/.test(value)) {
    return /** @type {Answers} */ ([[name, "other"], ["next_on", value]]);
  }
  return /** @type {Answers} */ ([[name, name === "next_visit" && value === "planned" ? "none" : value]]);
});

/**
 * @param {Answers} answers
 * @param {Pick<VisitDetails, "starts_at">} visit
 * @returns {Answers}
 */
export const toServerForm = (answers, { starts_at: startsAt }) => answers.flatMap(([name, value]) => {
  if (name !== "next_visit" || !/^\d+$/.test(value)) {
    return /** @type {Answers} */ ([[name, value]]);
  }
  const day = addDays(new Date(startsAt), Number(value));
  return /** @type {Answers} */ ([[name, "other"], ["next_on", toIsoDate(day)]]);
});

/**
 * What the offline page sends: a day and a time in place of a number of days.
 * @param {Answers} answers
 * @param {Date} starts
 * @param {string} [language]
 * @returns {Answers}
 */
export const toReport = (answers, starts, language) => {
  const next = answers.find(([name]) => name === "next_visit");
  if (!next || !/^\d+$/.test(next[1])) {
    return answers;
  }
  const rest = answers.filter(([name]) => !name.startsWith("next_"));
  const day = addDays(starts, Number(next[1]));
  return [...rest, ["next_visit", "other"], ["next_on", toIsoDate(day)], ["next_hour", toTime(starts, language)]];
};
