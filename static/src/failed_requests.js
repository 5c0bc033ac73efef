/* What a page does when a request of htmx gets no usable answer: nobody is signed in any more, too many requests, a
   fault, an answer that is not of Thuis, or none at all. What was typed stays where it is, and the page says so. */
import { byId, create, targetOf } from "./dom.js";
import { clearMessages, showFailure, showMessage } from "./failure_messages.js";
import { isUserRequest, onHtmx } from "./htmx_events.js";
import { pressEnded } from "./press.js";
import { isMarkedRequest } from "./server.js";
import { signInThen } from "./sign_in_again.js";

/** @import { FailureDetail, FailureReason, HtmxDetail } from "./types.js" */

const SLOW = 8000;
/**
 * What got a new token already: a second refusal of the token is shown as it is.
 * @type {WeakSet<HTMLElement>}
 */
const renewed = new WeakSet();
/** @type {HTMLElement | null} */
let lastMessageOf = null;

/**
 * Do the same once more: press what was pressed, or have a field that saves itself hear a change.
 * @param {HtmxDetail} detail
 * @returns {() => void}
 */
const retryOf = (detail) => {
  const { elt, triggeringEvent: cause } = detail.requestConfig;
  if (!isUserRequest(detail)) {
    return () => elt.dispatchEvent(new Event("change", { bubbles: true }));
  }
  /** @type {HTMLElement | null} */
  const button = cause?.submitter || (elt.matches("form") ? elt.querySelector("button:not([type=button])") : null);
  return () => (button || elt).click();
};

/**
 * A form with an idempotency key counts once, however often it is sent.
 * @param {HTMLElement} elt
 */
const hasKey = (elt) => Boolean((elt.closest("form") || elt).querySelector("[name=form_key]"));

/** @param {HtmxDetail} detail */
const placeFor = (detail) => {
  const isLine = !isUserRequest(detail) && detail.target?.getAttribute("role") === "status";
  return isLine ? detail.target : byId("notice");
};

/**
 * @param {HtmxDetail} detail
 * @param {FailureReason} reason
 */
const handleFailure = async (detail, reason) => {
  const { elt, verb } = detail.requestConfig;
  lastMessageOf = elt;
  const retry = retryOf(detail);
  const isUser = isUserRequest(detail);
  const isSent = isUser && verb !== "get";
  /** @type {FailureDetail} */
  const failure = { why: reason, isUserRequest: isUser, signIn: () => signInThen(retry, false) };
  if (!elt.dispatchEvent(new CustomEvent("thuis:failed", { bubbles: true, cancelable: true, detail: failure }))) {
    return;
  }
  if (reason === "token") {
    renewed.add(elt);
  }
  if (isUser && ["signed-out", "token"].includes(reason)) {
    signInThen(retry, isSent);
    return;
  }
  if (!isUser) {
    await pressEnded();
  }
  showFailure(reason, {
    retry,
    signIn: () => signInThen(retry, isSent),
    isTyped: Boolean(elt.closest("form[method=post]")),
    isOnce: isSent && hasKey(elt),
    place: placeFor(detail),
  });
};

/**
 * @param {XMLHttpRequest} xhr
 * @param {HtmxDetail["requestConfig"]} requestConfig
 * @returns {FailureReason | null} null where the answer can be shown
 */
const failureOf = (xhr, { elt, verb }) => {
  const { status } = xhr;
  if (!isMarkedRequest(xhr)) {
    return status === 429 ? "busy" : status >= 500 ? "away" : "foreign";
  }
  if (status === 401) {
    return "signed-out";
  }
  if (status === 429) {
    return "busy";
  }
  if (status >= 500) {
    return status === 503 ? "away" : "fault";
  }
  return status === 400 && verb !== "get" && !renewed.has(elt) ? "token" : null;
};

onHtmx("beforeOnLoad", (detail, event) => {
  const { xhr, requestConfig } = detail;
  const reason = failureOf(xhr, requestConfig);
  if (reason) {
    event.preventDefault();
    handleFailure(detail, reason);
    return;
  }
  renewed.delete(requestConfig.elt);
  if (isUserRequest(detail) || requestConfig.elt === lastMessageOf) {
    clearMessages();
  }
});
onHtmx("sendError", (detail) => handleFailure(detail, "network"));
onHtmx("timeout", (detail) => handleFailure(detail, "silence"));

onHtmx("beforeSend", ({ elt, xhr }) => {
  const timer = setTimeout(() => {
    lastMessageOf = elt;
    showMessage(byId("notice"), [create("p", { textContent: document.body.dataset.slow })]);
  }, SLOW);
  xhr.addEventListener("loadend", () => clearTimeout(timer));
});

/* From the first new letter on, the line below a form no longer says that all is saved. */
document.body.addEventListener("input", (event) => {
  const form = /** @type {HTMLElement | null} */ (targetOf(event).closest("[data-autosave]"));
  const line = form && document.querySelector(form.dataset.autosave || "");
  if (line) {
    line.textContent = "\u00a0";
  }
});
