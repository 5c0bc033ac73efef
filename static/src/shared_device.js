/* On a device that several users share: a page that nobody touches signs its user out, and says so a minute before. Whoever
   touches it stays: the server is told at most every ten seconds. */
import { byId, find, findAll } from "./dom.js";
import { request } from "./server.js";

const SECOND = 1000;
const TOLD_EVERY = 10 * SECOND;
const WARNED_FOR = 60 * SECOND;
/** The server may have heard of the last touch so much before it, and writes it down no sooner than it did before. */
const BEFORE_SERVER = 20 * SECOND;

const [dialog] = /** @type {HTMLDialogElement[]} */ (findAll("#unused"));
let usedAt = Date.now();
let toldAt = usedAt;
let isLeaving = false;

const leavesAfter = () => Number(dialog.dataset.idle) * SECOND - BEFORE_SERVER;

/* The form that signs out clears this tablet as well. Where nobody answers, nothing may stay on the screen all the same. */
const leave = () => {
  if (isLeaving) {
    return;
  }
  isLeaving = true;
  const form = find(`form[action="${dialog.dataset.leave}"]`);
  form.dataset.isWarned = "yes";
  dialog.close();
  find("button", form).click();
  byId("content").replaceChildren();
  setTimeout(() => location.replace(dialog.dataset.home || "/"), TOLD_EVERY);
};

const stay = async () => {
  const now = Date.now();
  if (isLeaving || now - usedAt >= leavesAfter()) {
    leave();
    return;
  }
  usedAt = now;
  dialog.close();
  if (now - toldAt >= TOLD_EVERY) {
    toldAt = now;
    const answer = await request(dialog.dataset.who || "", { headers: { "HX-Request": "true" } });
    if (answer?.isOk && !JSON.parse(answer.text).user) {
      leave();
    }
  }
};

const look = () => {
  const unused = Date.now() - usedAt;
  if (unused >= leavesAfter()) {
    leave();
  } else if (unused >= leavesAfter() - WARNED_FOR && !dialog.open) {
    dialog.showModal();
    find("button", dialog).focus();
  }
};

if (dialog) {
  ["pointerdown", "keydown", "input"].forEach((name) => document.addEventListener(name, stay, { capture: true, passive: true }));
  document.addEventListener("visibilitychange", look);
  setInterval(look, SECOND);
}
