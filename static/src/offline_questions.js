/* The questions of the offline page: whom an answer is about where two people live at one house, and which answer is
   missing. */
import { findAll } from "./dom.js";

/**
 * @param {string} text
 * @param {Record<string, string | undefined>} values
 */
export const format = (text, values) => Object.entries(values)
  .reduce((result, [name, value]) => result.replace(`%(${name})s`, String(value)), text);

/**
 * Ask for whom the answers hold, by initials; of one person nothing is asked.
 * @param {HTMLFormElement} form
 * @param {string[]} [people]
 */
export const askOfPeople = (form, [first = "", other = ""] = []) => {
  findAll("[data-of-two]", form).forEach((part) => { part.hidden = !other; });
  findAll("[data-of-two] label span", form).forEach((place) => {
    place.dataset.words = place.dataset.words || place.textContent || "";
    place.textContent = format(place.dataset.words, { name: first, first, other });
  });
};

/**
 * @param {HTMLFormElement} form
 * @param {string[]} [people]
 * @returns {string} the first question that needs an answer and has none, or ""
 */
export const firstMissing = (form, people = []) => {
  const answers = new FormData(form);
  const hasWish = answers.has("wishes") || Boolean(answers.get("wish_text"));
  const ofTwo = people.length > 1 ? ["holds_for", ...(hasWish ? ["wish_of"] : [])] : [];
  return ["how", ...ofTwo].find((name) => !answers.has(name)) || "";
};

/**
 * @param {HTMLFormElement} form
 * @param {string} name of the question that needs an answer, or ""
 */
export const showMissing = (form, name) => findAll("[data-missing]", form).forEach((message) => {
  message.hidden = message.dataset.missing !== name;
  if (!message.hidden) {
    message.focus();
  }
});
