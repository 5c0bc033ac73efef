/* The pressed button says that a request takes long; a message comes later, see failed_requests.js. */
import { onHtmx } from "./htmx_events.js";

const DELAY = 400;

onHtmx("beforeSend", ({ elt, xhr, requestConfig }) => {
  const button = requestConfig.triggeringEvent?.submitter || /** @type {HTMLElement | null} */ (elt.closest(".button"));
  const timer = setTimeout(() => {
    if (button) {
      button.dataset.busy = document.body.dataset.busy;
      button.setAttribute("aria-busy", "true");
    }
  }, DELAY);
  xhr.addEventListener("loadend", () => {
    clearTimeout(timer);
    button?.removeAttribute("aria-busy");
  });
});
