/* What the page says when a request failed: what happened, what became of what was typed, and one button. The texts
   stand in templates/_shared/_answers.html. */
import { byId, create, find, findAll } from "./dom.js";

/** @import { FailureReason } from "./types.js" */

/** @param {string} name */
export const textFor = (name) => {
  const texts = find("#answers");
  return /** @type {HTMLElement} */ (
    find(`[data-for="${name}"]`, /** @type {HTMLTemplateElement} */ (texts).content).cloneNode(true)
  );
};

/**
 * @param {HTMLElement} place
 * @param {HTMLElement[]} parts
 * @param {HTMLElement} [button]
 */
export const showMessage = (place, parts, button) => {
  const line = create("div", { className: place.id === "notice" ? "toast row between" : "row" });
  line.dataset.answer = "";
  const text = create("p", { className: "fill" });
  parts.forEach((part) => text.append(...part.childNodes, " "));
  line.append(text, ...(button ? [button] : []));
  place.classList.remove("stays");
  place.replaceChildren(line);
};

export const clearMessages = () => findAll("[data-answer]").forEach((line) => line.remove());

/**
 * @param {FailureReason} reason
 * @param {object} options
 * @param {() => void} options.retry
 * @param {() => void} [options.signIn]
 * @param {boolean} [options.isTyped] whether the user had typed something
 * @param {boolean} [options.isOnce] whether the form counts once, however often it is sent
 * @param {HTMLElement} [options.place]
 */
export const showFailure = (reason, { retry, signIn, isTyped = true, isOnce = false, place = byId("notice") }) => {
  const parts = [textFor(reason), textFor(isTyped ? "typed" : "nothing-typed")];
  if (isOnce && ["silence", "foreign", "network"].includes(reason)) {
    parts.push(textFor("twice"));
  }
  const mustSignIn = reason === "signed-out" && signIn;
  const button = textFor(mustSignIn ? "sign-in" : "again");
  button.addEventListener("click", mustSignIn || retry);
  showMessage(place, parts, button);
};
