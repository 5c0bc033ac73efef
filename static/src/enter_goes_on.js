/* In a form of several questions the Enter key goes to the next one, and does not send: data-enter="next". */
import { targetOf } from "./dom.js";

const FIELDS = "input:not([type=hidden]), textarea, select, button";
const LINES = ["text", "search", "tel", "email", "number", "date", "time", ""];

/** @param {HTMLElement} field */
const isShown = (field) => field.getClientRects().length > 0;

document.body.addEventListener("keydown", (event) => {
  const field = /** @type {HTMLInputElement} */ (targetOf(event));
  const form = field.closest("form[data-enter=next]");
  const isLine = field.tagName === "INPUT" && LINES.includes(field.type);
  if (event.key !== "Enter" || event.isComposing || !form || !isLine) {
    return;
  }
  event.preventDefault();
  const fields = /** @type {HTMLElement[]} */ (Array.from(form.querySelectorAll(FIELDS))).filter(isShown);
  fields[fields.indexOf(field) + 1]?.focus();
});
