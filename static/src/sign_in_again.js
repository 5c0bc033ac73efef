/* A session that ended while somebody was writing: sign in over the page, and send the same form again, with the same
   idempotency key. */
import { byId, findAll, targetOf } from "./dom.js";
import { clearMessages, showFailure, textFor } from "./failure_messages.js";
import { request } from "./server.js";

const dialog = /** @type {HTMLDialogElement} */ (byId("over"));
/** @type {() => void} */
let afterwards = () => {};

/** @returns {Promise<{user: string, token: string} | null>} */
const whoIsHere = async () => {
  const answer = await request(dialog.dataset.who || "", { headers: { Accept: "application/json" } });
  return answer?.isOk ? JSON.parse(answer.text) : null;
};

/* Somebody else is signed in now: nothing of the one before stays on the screen. */
const leave = () => {
  document.querySelectorAll("form").forEach((form) => form.reset());
  byId("content").replaceChildren();
  location.replace(dialog.dataset.home || "/");
};

/**
 * Go on in the new session as the user of this page; every form gets the token of that session.
 * @param {{user: string, token: string}} here
 * @param {() => void} retry
 */
const goOn = ({ user, token }, retry) => {
  if (user !== document.body.dataset.user) {
    leave();
    return;
  }
  /** @type {HTMLInputElement[]} */ (findAll("input[name=csrf_token]")).forEach((field) => { field.value = token; });
  clearMessages();
  retry();
};

/** @param {string} html */
const show = (html) => {
  dialog.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  const [button] = findAll("[data-go-on]", dialog);
  if (button && dialog.dataset.isSent !== "yes") {
    button.textContent = button.dataset.goOn || "";
  }
  const [first] = [...findAll("#errors", dialog), ...findAll("input:not([type=hidden])", dialog)];
  first?.focus();
};

/**
 * @param {() => void} retry
 * @param {boolean} isSent
 */
const open = async (retry, isSent) => {
  const answer = await request(dialog.dataset.form || "", { headers: { "HX-Request": "true" } });
  if (!answer?.isOk || dialog.open) {
    showFailure("away", { retry });
    return;
  }
  afterwards = retry;
  dialog.dataset.isSent = isSent ? "yes" : "no";
  dialog.showModal();
  show(answer.text);
};

const close = () => {
  afterwards = () => {};
  dialog.replaceChildren();
  dialog.close();
};

/**
 * Retry at once where the session is still there, and after signing in where it is not.
 * @param {() => void} retry
 * @param {boolean} isSent whether what is tried again saves something
 */
export const signInThen = async (retry, isSent) => {
  clearMessages();
  const here = await whoIsHere();
  if (!here) {
    showFailure("away", { retry });
  } else if (here.user || !document.body.dataset.user) {
    goOn(here, retry);
  } else {
    await open(retry, isSent);
  }
};

/** @param {"busy" | "away"} reason */
const refuse = (reason) => {
  const line = Object.assign(textFor(reason), { className: "error", tabIndex: -1 });
  line.setAttribute("role", "alert");
  findAll(":scope > .error", dialog).forEach((old) => old.remove());
  dialog.prepend(line);
  line.focus();
};

dialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (targetOf(event));
  const typed = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const answer = await request(form.action, { method: "POST", body: typed, headers: { "HX-Request": "true" } });
  if (answer?.headers.has("HX-Redirect")) {
    const here = await whoIsHere();
    const retry = afterwards;
    close();
    if (here?.user) {
      goOn(here, retry);
    } else {
      showFailure("away", { retry });
    }
  } else if (answer?.isOk || answer?.status === 422) {
    show(answer.text);
  } else {
    refuse(answer?.status === 429 ? "busy" : "away");
  }
});

/* Not signing in is offered to the page first: the form of a report is then kept on the tablet. */
const cancel = () => {
  const retry = afterwards;
  const isSent = dialog.dataset.isSent === "yes";
  close();
  if (dialog.dispatchEvent(new CustomEvent("thuis:not-now", { bubbles: true, cancelable: true }))) {
    showFailure("signed-out", { retry, signIn: () => signInThen(retry, isSent) });
  }
};

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  cancel();
});
dialog.addEventListener("click", (event) => {
  if (targetOf(event).closest("[data-not-now]")) {
    cancel();
  }
});

