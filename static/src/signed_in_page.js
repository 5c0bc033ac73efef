/* A page of the server on a tablet: it keeps the day for when there is no network, says what is not sent yet, and asks
   before somebody signs out. */
import { create, find, findAll, targetOf } from "./dom.js";
import { fetchDay, cleanUp, prepareSignOut, reportPages } from "./device_data.js";
import { endpoints } from "./endpoints.js";
import { hasOwner, keepSending, onChange, onSent, send } from "./outbox.js";
import { toTime } from "./report_answers.js";
import { watchReportForm } from "./report_form.js";
import * as store from "./store.js";
import { part, show, showCount } from "./tablet_messages.js";

/** @import { Session } from "./types.js" */

/** @type {string | null} */
let owner = null;

/** @param {Session | null} [session] */
const showCounts = async (session) => {
  if (session) {
    owner = session.owner;
    showCount("attention", session.attention || 0);
    showCount("missing", session.missing || 0);
  }
  const refused = owner ? await store.countRefused(owner) : 0;
  showCount("unsent", owner ? await store.count(owner) - refused : 0);
  showCount("refused", refused);
};

/* The service worker reads this to open the offline page in the same language. */
const keepLanguage = async () => {
  const cache = await caches.open("thuis-own");
  await cache.put(endpoints.language, new Response(document.documentElement.lang));
};

/**
 * @param {HTMLFormElement} form
 * @param {boolean} isLeft whether entries stay in the outbox
 */
const signOut = async (form, isLeft) => {
  await store.clearReadable();
  if (isLeft) {
    form.append(create("input", { type: "hidden", name: "unsent", value: "yes" }));
  }
  form.dataset.isAsked = "yes";
  form.submit();
};

/**
 * Before a session ends: send first what is not sent, and ask when that does not succeed.
 * @param {SubmitEvent} event
 */
const beforeSignOut = async (event) => {
  const form = targetOf(event).closest("form");
  if (!form || !endpoints.leaving.split(" ").includes(new URL(form.action).pathname) || form.dataset.isAsked) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const left = await prepareSignOut();
  if (!left || form.dataset.isWarned) {
    await signOut(form, left > 0);
    return;
  }
  form.dataset.isWarned = "yes";
  showCount("leaving", left);
  find("h2", part("leaving")).focus();
  find("[data-stay]", part("leaving")).onclick = async () => {
    delete form.dataset.isWarned;
    show("leaving", false);
    await send();
  };
  find("[data-leave]", part("leaving")).onclick = () => signOut(form, true);
};

/* The server thanked for a report: its draft here is removed. */
const removeSentDraft = async () => {
  const sending = await store.setting("sending");
  if (sending && /\/visits\/\d+\/thanks$/.test(location.pathname)) {
    await store.remove("drafts", sending.owner, sending.visit);
    await store.setSetting("sending", null);
  }
};

/**
 * On the day: a visit of which the report is here does not ask for it again.
 * @param {string} visit
 * @param {string} text
 */
const showWritten = (visit, text) => {
  findAll(`main a[href="${reportPages.get(visit)}"]`).forEach((link) => {
    const line = create("p", { className: "small", textContent: text });
    line.dataset.writtenHere = visit;
    link.replaceWith(line);
  });
  findAll(`[data-written-here="${visit}"]`).forEach((line) => { line.textContent = text; });
};

const showUnsentReports = async () => {
  for (const entry of owner ? await store.unsent(owner) : []) {
    if (entry.finished !== false) {
      showWritten(entry.visit, part("sent").dataset.waits || "");
    }
  }
};

/** @param {{visit: string, initials?: string}} report */
const showSent = ({ visit, initials }) => {
  const { one = "", nameless = "", card = "" } = part("sent").dataset;
  const time = toTime(new Date());
  const text = (initials ? one : nameless).replace("%(name)s", initials || "").replace("%(time)s", time);
  find("[data-lines]", part("sent")).append(create("p", { textContent: text }));
  show("sent", true);
  show("waiting", false);
  showWritten(visit, card.replace("%(time)s", time));
};

const start = async () => {
  onSent(showSent);
  const session = await send({ first: true });
  await cleanUp(session);
  await showCounts(session);
  onChange(showCounts);
  keepSending();
  await removeSentDraft();
  if (!hasOwner(session)) {
    return;
  }
  await navigator.serviceWorker.register(endpoints.worker, { scope: endpoints.scope });
  await keepLanguage();
  await watchReportForm();
  if (endpoints.isDay) {
    await fetchDay(session);
    await showUnsentReports();
    find("[data-tablet]").dataset.isPacked = "yes";
  }
};

export const startSignedInPage = () => {
  const isDay = Boolean(endpoints.isDay);
  if (!store.isSupported()) {
    show("cannot", isDay);
    return;
  }
  document.addEventListener("submit", beforeSignOut, true);
  start().catch(() => show("cannot", isDay));
};
