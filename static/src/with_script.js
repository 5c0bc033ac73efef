/* Buttons that only a script can answer, `.with-script` in the styles: printing this page, copying a text, and ticking
   all boxes of one name. */
import { byId, find, findAll, targetOf } from "./dom.js";

document.documentElement.dataset.hasScript = "yes";

/** @param {HTMLElement} button */
const copy = async (button) => {
  const text = /** @type {HTMLTextAreaElement} */ (byId(button.dataset.copy || ""));
  const said = find("[data-copied]", button.parentElement || document);
  text.select();
  // Where the page is not on https there is no clipboard: the text is selected then, for a copy by hand.
  await navigator.clipboard?.writeText(text.value);
  said.textContent = navigator.clipboard ? said.dataset.copied || "" : said.dataset.selected || "";
};

/** @param {HTMLElement} button */
const tickAll = (button) => {
  const form = button.closest("form") || document;
  /** @type {HTMLInputElement[]} */ (findAll(`[name="${button.dataset.tick}"]`, form))
    .forEach((box) => { box.checked = true; });
};

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (targetOf(event).closest("[data-print], [data-copy], [data-tick]"));
  if (button?.dataset.copy) {
    copy(button);
  } else if (button?.dataset.tick) {
    tickAll(button);
  } else if (button) {
    window.print();
  }
});
