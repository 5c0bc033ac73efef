/* The page that opens without network: the visits of the day by initials, and the report of each. A draft is kept
   encrypted while it is being written; a finished report goes into the outbox. */
import { fetchDay, cleanUp } from "./device_data.js";
import { byId, create, find, findAll } from "./dom.js";
import { decryptOnDevice, encryptOnDevice } from "./encryption.js";
import { askOfPeople, firstMissing, format, showMissing } from "./offline_questions.js";
import { finishReport, hasOwner, keepSending, onChange, onSent, send } from "./outbox.js";
import { addDays, readForm, toReport, toTime, toWeekday } from "./report_answers.js";
import * as store from "./store.js";

/** @import { Answers, Session, VisitDetails } from "./types.js" */

/** @typedef {VisitDetails & {visit: string, starts: Date}} Visit */

const SAVE_AFTER = 400;
const OMITTED = ["csrf_token", "form_key"];

/** @type {string | null} */
let owner = null;
/** @type {Visit | null} the visit of the form that is open */
let open = null;
let timer = 0;
// Counters of changes: encrypting takes a moment, and older text must not replace newer.
let written = 0;
let kept = 0;
let isOffline = false;
let wasOffline = false;
let isSignedIn = true;

const theForm = () => /** @type {HTMLFormElement} */ (byId("tablet-form"));

/** @param {string} id @param {boolean} isShown */
const show = (id, isShown) => { byId(id).hidden = !isShown; };

/** @param {string} id */
const showAndFocus = (id) => {
  show(id, true);
  byId(id).focus();
};

/** @param {Date} moment @param {Date} [time] */
const toMoment = (moment, time = moment) => `${toWeekday(moment)}, ${toTime(time)}`;

/** @returns {Promise<Visit[]>} */
const readVisits = async () => {
  const rows = owner ? await store.all("visits", owner) : [];
  const visits = await Promise.all(rows.map(async ({ visit, ...row }) => {
    const details = /** @type {VisitDetails | null} */ (await decryptOnDevice("visit", { visit, ...row }));
    return details?.starts_at ? [{ ...details, visit, starts: new Date(details.starts_at) }] : [];
  }));
  return visits.flat().sort((one, other) => one.starts.getTime() - other.starts.getTime());
};

/* The day is the server's: the clock of a tablet may be wrong by years, but it goes on as fast. Where it was put back
   meanwhile, writing is allowed. */
/** @param {Visit} visit */
const isToCome = ({ keptAt = 0, opensAt = 0 }) => keptAt <= Date.now() && Date.now() < opensAt;

/**
 * @param {Visit} visit
 * @param {Set<string>} drafts
 */
const visitRow = (visit, drafts) => {
  const template = /** @type {HTMLTemplateElement} */ (byId("visit-row"));
  const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const button = find("button", row);
  const isWritten = Boolean(visit.isWritten);
  find("[data-initials]", row).textContent = visit.initials;
  find("[data-when]", row).textContent = toMoment(visit.starts);
  find("[data-written]", row).hidden = !isWritten || Boolean(visit.sentAt);
  const sent = find("[data-sent]", row);
  sent.hidden = !visit.sentAt;
  const words = find("[data-words]", sent);
  words.textContent = format(words.dataset.words || "", { time: visit.sentAt ? toTime(new Date(visit.sentAt)) : "" });
  find("[data-begun]", row).hidden = isWritten || !drafts.has(visit.visit);
  find("[data-about]", row).textContent = `${visit.initials} ${toWeekday(visit.starts)}`;
  const isEarly = !isWritten && isToCome(visit);
  find("[data-early]", row).hidden = !isEarly;
  button.hidden = isWritten || isEarly;
  button.addEventListener("click", () => openForm(visit));
  return row;
};

const showVisits = async () => {
  const visits = await readVisits();
  const drafts = new Set(owner ? (await store.all("drafts", owner)).map((row) => row.visit) : []);
  byId("visits").replaceChildren(...visits.map((visit) => visitRow(visit, drafts)));
  show("no-day", visits.length === 0);
};

const showCounts = async () => {
  const all = owner ? await store.count(owner) : 0;
  const refused = owner ? await store.countRefused(owner) : 0;
  const place = byId("unsent");
  const left = all - refused;
  const { one = "", more = "" } = place.dataset;
  place.hidden = all === 0;
  find("[data-count]", place).textContent = (left === 1 ? one : more).replace("%s", String(left));
  find("[data-refused]", place).hidden = refused === 0;
};

/** @param {Answers} answers */
const fill = (answers) => {
  const form = theForm();
  form.reset();
  answers.forEach(([name, value]) => {
    /** @type {HTMLInputElement[]} */ (findAll(`[name="${CSS.escape(name)}"]`, form)).forEach((field) => {
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = field.checked || field.value === value;
      } else {
        field.value = value;
      }
    });
  });
  form.dispatchEvent(new Event("change", { bubbles: true }));
};

/* An empty line keeps its height, so that the button below it does not move under a finger. */
/** @param {string} text */
const showKept = (text) => { byId("kept").textContent = text || "\u00a0"; };

/** @param {Visit} visit */
const openForm = async (visit) => {
  kept = written;
  open = visit;
  const row = owner ? await store.get("drafts", owner, visit.visit) : undefined;
  fill(await decryptOnDevice("draft", row) || [["minutes", String(visit.minutes)], ["next_visit", "none"]]);
  const title = byId("form-title");
  title.textContent = format(title.dataset.words || "", { name: visit.initials });
  byId("form-when").textContent = toMoment(visit.starts);
  /** @type {HTMLInputElement[]} */ (findAll("[name=next_visit]", theForm())).forEach((field) => {
    const hint = field.closest("label")?.querySelector(".hint");
    if (hint && /^\d+$/.test(field.value)) {
      hint.textContent = toMoment(addDays(visit.starts, Number(field.value)), visit.starts);
    }
  });
  askOfPeople(theForm(), visit.people);
  showKept("");
  showMissing(theForm(), "");
  show("finished", false);
  show("day", false);
  theForm().hidden = false;
  title.focus();
};

const closeForm = async () => {
  open = null;
  theForm().reset();
  theForm().hidden = true;
  show("day", true);
  await showVisits();
};

const keepDraft = async () => {
  clearTimeout(timer);
  if (!open || !owner || kept === written) {
    return;
  }
  const { visit } = open;
  const isOpen = () => open?.visit === visit;
  const version = written;
  const before = await store.get("drafts", owner, visit);
  const row = await encryptOnDevice(owner, visit, "draft", readForm(theForm(), OMITTED));
  if (!isOpen() || version <= kept) {
    return;
  }
  kept = version;
  await store.put("drafts", { ...row, base: before?.base });
  if (isOpen() && version === written) {
    showKept(format(byId("kept").dataset.words || "", { time: toTime(new Date()) }));
  }
};

const keepDraftSoon = () => {
  written += 1;
  showKept("");
  clearTimeout(timer);
  timer = window.setTimeout(keepDraft, SAVE_AFTER);
};

/** @param {Event} event */
const finish = async (event) => {
  event.preventDefault();
  const missing = firstMissing(theForm(), open?.people);
  showMissing(theForm(), missing);
  if (missing) {
    return;
  }
  clearTimeout(timer);
  const visit = open;
  if (!visit || !owner) {
    return;
  }
  const answers = toReport(readForm(theForm(), OMITTED), visit.starts);
  open = null;
  await finishReport(owner, visit.visit, answers);
  await closeForm();
  showAndFocus("finished");
  send();
};

const showConnection = () => {
  const isOut = !navigator.onLine || isOffline;
  wasOffline = wasOffline || isOut;
  show("without", isOut);
  show("back", wasOffline && !isOut && isSignedIn);
  show("sign-in", !isOut && !isSignedIn);
};

/** @param {Session | null} session null where the server does not answer */
const answered = async (session) => {
  isOffline = !session;
  isSignedIn = hasOwner(session);
  showConnection();
  await showCounts();
};

/** @param {{initials?: string}} report */
const showSent = async ({ initials }) => {
  const place = byId("sent");
  const { one = "", nameless = "" } = place.dataset;
  const text = format(initials ? one : nameless, { name: initials, time: toTime(new Date()) });
  find("[data-lines]", place).append(create("p", { textContent: text }));
  place.hidden = false;
  show("finished", false);
  if (!open) {
    await showVisits();
  }
};

const start = async () => {
  owner = await store.setting("owner");
  await showVisits();
  await showCounts();
  showConnection();
  onChange(showCounts);
  onSent(showSent);
  if (location.hash === "#finished") {
    history.replaceState(null, "", location.pathname + location.search);
    showAndFocus("finished");
  }
  const session = await send({ first: true });
  await cleanUp(session);
  owner = await store.setting("owner");
  if (hasOwner(session)) {
    await fetchDay(session);
  }
  await answered(session);
  if (!open) {
    await showVisits();
  }
  await showCounts();
  keepSending({ mustAsk: () => isOffline || !isSignedIn, answered });
};

export const startOfflineDay = () => {
  theForm().addEventListener("input", keepDraftSoon);
  theForm().addEventListener("submit", finish);
  byId("form-back").addEventListener("click", async (event) => {
    event.preventDefault();
    await keepDraft();
    await closeForm();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      keepDraft();
    } else if (!open) {
      showVisits();
    }
  });
  window.addEventListener("offline", () => {
    isOffline = true;
    showConnection();
  });
  if (store.isSupported()) {
    start().catch(() => show("cannot", true));
  } else {
    show("cannot", true);
  }
};
