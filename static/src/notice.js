/* The message at the top of a page: a button closes it, and it no longer follows over a form that is being filled in. */
import { byId, targetOf } from "./dom.js";

document.addEventListener("click", (event) => {
  const name = targetOf(event).closest("[data-close]")?.getAttribute("data-close");
  if (name) {
    byId(name).replaceChildren();
    byId("content").focus();
  }
});

document.addEventListener("input", () => byId("notice")?.classList.add("stays"));
