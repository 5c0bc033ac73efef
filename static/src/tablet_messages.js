/* The messages about this tablet on a page of the server: templates/tablet/_here.html. */
import { find, findAll } from "./dom.js";

/** @param {string} name */
export const part = (name) => find(`[data-tablet] [data-part="${name}"]`);

/**
 * @param {string} name
 * @param {boolean} isShown
 * @param {string} [text]
 */
export const show = (name, isShown, text) => {
  const place = part(name);
  place.hidden = !isShown;
  const [words] = findAll("[data-words]", place);
  if (isShown && words && text !== undefined) {
    words.textContent = text;
  }
  const holder = find("[data-tablet]");
  holder.hidden = !holder.querySelector("[data-part]:not([hidden])");
};

/**
 * @param {string} name
 * @param {number} count the message is hidden where it is 0
 */
export const showCount = (name, count) => {
  const { one = "", more = "" } = part(name).dataset;
  show(name, count > 0, (count === 1 ? one : more).replace("%s", String(count)));
};
