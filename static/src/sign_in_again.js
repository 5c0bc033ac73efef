/* A session that ended while somebody was writing: sign in over the page, and send the same form again, with the same
   idempotency key. Or while nobody was there: then the page is covered until its user signs in. */
import { byId, create, findAll, targetOf } from "./dom.js";
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

export const isCovered = () => document.body.dataset.isCovered === "yes";
const uncover = () => { delete document.body.dataset.isCovered; };

/* Nobody answers: try again, and on a tablet go on with the day that it keeps. */
const offerRetry = () => {
  const button = textFor("again");
  button.addEventListener("click", () => dialog.close());
  const row = create("p", { className: "row" });
  row.append(button, ...("onTablet" in dialog.dataset ? [textFor("offline")] : []));
  const box = create("div", { className: "stack" });
  box.append(textFor("away"), row);
  dialog.replaceChildren(box);
  button.focus();
};

/** Hide the page, what was typed included, until the server knows its user again; at once where it still does. */
export const cover = async () => {
  document.body.dataset.isCovered = "yes";
  if (dialog.open) {
    const retry = afterwards;
    afterwards = () => {
      uncover();
      retry();
    };
    return;
  }
  const here = await whoIsHere();
  if (here?.user) {
    goOn(here, uncover);
    return;
  }
  const answer = here && await request(dialog.dataset.form || "", { headers: { "HX-Request": "true" } });
  if (!dialog.open) {
    dialog.showModal();
  }
  afterwards = uncover;
  dialog.dataset.isSent = "no";
  if (answer?.isOk) {
    show(answer.text);
  } else {
    offerRetry();
  }
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
    } else if (!isCovered()) {
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
  if (isCovered()) {
    return;
  }
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
dialog.addEventListener("close", () => {
  if (isCovered()) {
    cover();
  }
});
dialog.addEventListener("click", (event) => {
  if (targetOf(event).closest("[data-not-now]")) {
    cancel();
  }
});

