/* Where the focus goes after htmx replaced something: never to the body, and never moved by a swap that no user asked
   for. */
import { findAll } from "./dom.js";
import { isUserRequest, onHtmx } from "./htmx_events.js";

/**
 * @typedef {object} SwapOrigin what stood around the element that was replaced
 * @property {Element | null} next the row to go on with
 * @property {HTMLElement | null | undefined} group
 * @property {boolean} isChange whether something was saved
 * @property {boolean} isSettled
 */

/** @type {WeakMap<XMLHttpRequest, SwapOrigin>} */
const origins = new WeakMap();

/**
 * @param {HTMLElement | null | undefined} element
 * @returns {boolean} whether it has the focus now
 */
export const focusOn = (element) => {
  element?.focus();
  return Boolean(element) && document.activeElement === element;
};

/** @param {HTMLElement | null | undefined} group */
const headingOf = (group) => {
  const heading = group && (/** @type {HTMLElement | null} */ (group.querySelector("h1, h2, h3")) || group);
  return heading && Object.assign(heading, { tabIndex: -1 });
};

/**
 * @param {Element} row
 * @returns {HTMLElement | null}
 */
const focusableIn = (row) => row.querySelector(".name[href], .name a") || row.querySelector("a, button, [tabindex]");

/**
 * @param {SwapOrigin} origin
 * @param {HTMLElement} swapped
 * @param {boolean} isLost whether nothing has the focus
 */
const focusAfter = ({ next, group, isChange }, swapped, isLost) => {
  const isRow = swapped.matches(".line, li, tr");
  if (isChange && next?.isConnected && (isRow || isLost)) {
    return focusableIn(next);
  }
  if (!isLost) {
    return null;
  }
  if (swapped.id === "notice") {
    return headingOf(group);
  }
  return isRow ? focusableIn(swapped) : swapped.hasAttribute("tabindex") ? swapped : headingOf(swapped);
};

/** Whether keys are at hand: on a tablet the keyboard on the screen would cover the page. */
const hasKeys = () => matchMedia("(hover: hover) and (pointer: fine)").matches;

/** @param {Element} element */
const isInSight = (element) => {
  const [box] = element.getClientRects();
  return Boolean(box) && box.top < window.innerHeight;
};

/**
 * The first field of the form that a page or a panel is for: the one with the main button.
 * @param {ParentNode} root
 * @returns {HTMLElement | undefined}
 */
const firstFieldIn = (root) => {
  const form = findAll("form[method=post] .main-button", root)[0]?.closest("form");
  const fields = form ? findAll("input:not([type=hidden]):not([type=file]), select, textarea", form) : [];
  const first = fields.find((field) => !field.matches(":disabled") && isInSight(field));
  const group = first?.matches("[type=radio]") ? first.closest("fieldset") : null;
  return (group && findAll(":checked", group)[0]) || first;
};

/* A page that is for one form begins in its first field, unless something on it asks for the focus itself. */
export const beginInFirstField = () => {
  const isTaken = document.querySelector("[autofocus], #errors, dialog[open]") || location.hash;
  const isFree = document.activeElement === document.body;
  if (hasKeys() && isFree && !isTaken) {
    firstFieldIn(document)?.focus({ preventScroll: true });
  }
};

onHtmx("beforeSwap", (detail) => {
  if (!isUserRequest(detail)) {
    return;
  }
  const row = detail.target.closest(".line, .list > li, tbody > tr");
  origins.set(detail.xhr, {
    next: row && (row.nextElementSibling || row.previousElementSibling),
    group: detail.target.parentElement?.closest(".block, section, main"),
    isChange: detail.requestConfig.verb !== "get" && detail.xhr.status < 400,
    isSettled: false,
  });
});

onHtmx("afterSettle", ({ xhr, elt: swapped }) => {
  const origin = origins.get(xhr);
  if (!origin || origin.isSettled) {
    return;
  }
  const wanted = swapped.matches("[data-focus], #errors") ? swapped : findAll("[data-focus], #errors", swapped)[0];
  const begin = wanted?.id !== "errors" && hasKeys() && swapped.closest("#sheet") ? firstFieldIn(swapped) : null;
  if (begin) {
    origin.isSettled = focusOn(begin);
    return;
  }
  if (wanted) {
    const { focus } = wanted.dataset;
    origin.isSettled = focusOn(focus ? findAll(focus)[0] : wanted);
    return;
  }
  const isLost = !document.activeElement || document.activeElement === document.body;
  focusOn(focusAfter(origin, swapped, isLost));
});

/* The row whose details are open stands out. */
onHtmx("afterSwap", ({ target, requestConfig }) => {
  const row = target.id === "sheet" && requestConfig.elt.closest(".line");
  if (row) {
    findAll(".line.chosen").forEach((other) => other.classList.remove("chosen"));
    row.classList.add("chosen");
  }
});

/* A phone has no room for every entry of the menu: scroll to the one of this page, free of the edge that fades (its padding). */
export const showCurrentMenuEntry = () => {
  const [entry] = findAll(".masthead nav [aria-current]");
  const menu = entry?.parentElement;
  if (menu) {
    const faded = Number.parseFloat(getComputedStyle(menu).paddingRight) || 0;
    const hidden = entry.getBoundingClientRect().right - menu.getBoundingClientRect().right + faded;
    menu.scrollLeft += Math.max(hidden, 0);
  }
};
