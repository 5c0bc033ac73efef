/** @import { HtmxDetail } from "./types.js" */

/**
 * Listen to an event of htmx, on the whole page or on one element.
 * @param {string} name without its prefix
 * @param {(detail: HtmxDetail, event: Event) => void} listener
 * @param {HTMLElement} [element]
 */
export const onHtmx = (name, listener, element = document.body) => element.addEventListener(
  `htmx:${name}`, (event) => listener(/** @type {CustomEvent<HtmxDetail>} */ (event).detail, event),
);

/**
 * Whether a user pressed something, as against a timer or a field that saves itself.
 * @param {HtmxDetail} detail
 */
export const isUserRequest = ({ requestConfig }) => (
  ["click", "submit"].includes(requestConfig?.triggeringEvent?.type || "")
);
