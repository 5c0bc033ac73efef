/* The outbox: encrypted reports, sent in the order of writing by their owner alone, one tab at a time. An entry is
   removed when the server has acknowledged it, and never before. */
import { decryptOnDevice, encryptForServer, encryptOnDevice, newEntryKey } from "./encryption.js";
import { endpoints } from "./endpoints.js";
import { requestJson } from "./server.js";
import * as store from "./store.js";

/** @import { Answers, OutboxEntry, OwnSession, PublicKey, Session, StoredOutboxEntry, VisitDetails } from "./types.js" */

const LEASE = 30000;
const TRIES = 3;
const PAUSE = 300;
const REFUSED = [400, 409, 413];
const ALL_PAGES = 20000;
const OFFLINE_PAGE = 5000;
const LOCKED = Symbol("locked");

const events = new EventTarget();

/** @param {Session | null} [session] */
const notifyChange = (session) => events.dispatchEvent(new CustomEvent("change", { detail: session }));

/**
 * The outbox changed, or the server was asked for the session.
 * @param {(session: Session | null | undefined) => void} listener
 */
export const onChange = (listener) => events.addEventListener(
  "change", (event) => listener(/** @type {CustomEvent} */ (event).detail),
);

/**
 * A finished report was acknowledged by the server.
 * @param {(visit: Partial<VisitDetails> & {visit: string}) => void} listener
 */
export const onSent = (listener) => events.addEventListener(
  "sent", (event) => listener(/** @type {CustomEvent} */ (event).detail),
);

/** @param {Session | null} session @returns {session is OwnSession} */
export const hasOwner = (session) => Boolean(session?.owner);

/**
 * Add to what is kept of a visit; a visit of which no time is known is not kept.
 * @param {string} owner
 * @param {string} visit
 * @param {Partial<VisitDetails>} details
 * @returns {Promise<Partial<VisitDetails>>}
 */
const updateVisit = async (owner, visit, details) => {
  const row = await store.get("visits", owner, visit);
  const after = { ...await decryptOnDevice("visit", row) || {}, ...details };
  if (after.starts_at) {
    await store.put("visits", { ...await encryptOnDevice(owner, visit, "visit", after), at: row ? row.at : Date.now() });
  }
  return after;
};

/** @param {StoredOutboxEntry} entry */
const acknowledge = async (entry) => {
  await store.removeSent(entry.number);
  // Entries of the first tablets have no `finished`: all of them were.
  if (entry.finished !== false) {
    const now = new Date().toISOString();
    const details = await updateVisit(entry.owner, entry.visit, { isWritten: true, sentAt: now });
    events.dispatchEvent(new CustomEvent("sent", { detail: { ...details, visit: entry.visit } }));
  }
};

/** @returns {Promise<Session | null>} null where the server does not answer */
const fetchSession = async () => {
  const answer = await requestJson(endpoints.session);
  return answer?.status === 200 ? answer.body : null;
};

/**
 * Run this in one tab at a time: by a lock of the browser, or by a lease where it has none.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | typeof LOCKED>} LOCKED where another tab is at it
 */
const exclusively = async (work) => {
  if (navigator.locks) {
    return navigator.locks.request("thuis-outbox", { ifAvailable: true }, async (lock) => (lock ? work() : LOCKED));
  }
  if (!await store.takeLease(LEASE)) {
    return LOCKED;
  }
  try {
    return await work();
  } finally {
    await store.releaseLease();
  }
};

/**
 * @param {OwnSession} session
 * @param {StoredOutboxEntry} entry
 * @param {number} left how many more there are here
 * @returns {Promise<boolean>} whether this entry is done with, sent or refused
 */
const sendEntry = async (session, entry, left) => {
  const answer = await requestJson(endpoints.reports, session.token, { envelope: entry.envelope, left });
  if (answer?.status === 200) {
    await acknowledge(entry);
    return true;
  }
  if (answer && REFUSED.includes(answer.status) && answer.body.refused) {
    await store.markRefused(entry, answer.body.refused);
    return true;
  }
  return false;
};

/**
 * Report how many entries are here, so that the server knows what it may expect and what got lost.
 * @param {OwnSession} session
 */
const reportCount = async (session) => {
  const unsent = await store.count(session.owner);
  if (unsent !== session.unsent) {
    const answer = await requestJson(endpoints.count, session.token, { unsent });
    session.missing = answer?.status === 200 ? answer.body.missing : session.missing;
  }
};

/** @returns {Promise<Session | null>} */
const sendAll = async () => {
  const session = await fetchSession();
  if (!hasOwner(session)) {
    return session;
  }
  await reportCount(session);
  let after = 0;
  let failures = 0;
  let isChanged = false;
  for (;;) {
    const entry = await store.nextUnsent(session.owner, after);
    if (!entry) {
      break;
    }
    const left = await store.count(session.owner) - 1;
    if (await sendEntry(session, entry, left)) {
      after = entry.number;
      failures = 0;
      isChanged = true;
      notifyChange();
    } else {
      failures += 1;
      if (failures > TRIES) {
        break;
      }
      const pause = failures * PAUSE;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return isChanged ? await fetchSession() || session : session;
};

/**
 * Send what can be sent.
 * @param {object} [options]
 * @param {boolean} [options.first] ask the server also where there is nothing to send
 * @returns {Promise<Session | null>} whose tablet this is now; null where nothing was asked or nobody answered
 */
export const send = async ({ first = false } = {}) => {
  if (!first && !await store.countAll()) {
    return null;
  }
  const sent = await exclusively(sendAll);
  const session = sent === LOCKED ? await fetchSession() : sent;
  notifyChange(session);
  return session;
};

/**
 * @param {PublicKey} publicKey
 * @param {string} owner
 * @param {string} visit
 * @param {Answers} answers
 * @param {boolean} finished
 * @param {string} [key]
 * @returns {Promise<OutboxEntry>}
 */
export const makeEntry = async (publicKey, owner, visit, answers, finished, key = newEntryKey()) => {
  const content = { answers, finished, written_at: new Date().toISOString() };
  return { key, owner, visit, finished, envelope: await encryptForServer(publicKey, owner, visit, key, content) };
};

/** @returns {Promise<PublicKey>} */
export const publicKey = () => store.setting("house");

/**
 * Encrypt a finished report and put it in the outbox: from here on this tablet cannot read it.
 * @param {string} owner
 * @param {string} visit
 * @param {Answers} answers
 * @param {object} [options]
 * @param {string} [options.key] the idempotency key of the form, where it was sent before
 * @param {Partial<VisitDetails>} [options.details]
 */
export const finishReport = async (owner, visit, answers, { key, details } = {}) => {
  await store.addToOutbox(await makeEntry(await publicKey(), owner, visit, answers, true, key));
  await updateVisit(owner, visit, { ...details, isWritten: true });
  notifyChange();
};

/**
 * @param {string} owner
 * @param {[visit: string, answers: Answers][]} reports
 */
export const finishReports = async (owner, reports) => {
  const key = await publicKey();
  /** @type {OutboxEntry[]} */
  const entries = [];
  for (const [visit, answers] of reports) {
    entries.push(await makeEntry(key, owner, visit, answers, true));
  }
  await store.addAllToOutbox(entries);
  notifyChange();
};

/**
 * Send now and then: when there is network again, when the page is looked at again, every twenty seconds, and every five
 * where the page must notice that the network is back.
 * @param {object} [options]
 * @param {() => boolean} [options.mustAsk] whether to ask the server also where there is nothing to send
 * @param {(session: Session | null) => void} [options.answered]
 */
export const keepSending = ({ mustAsk = () => false, answered = () => {} } = {}) => {
  const go = async () => {
    const first = mustAsk();
    const session = await send({ first });
    if (first || session) {
      answered(session);
    }
  };
  window.addEventListener("online", go);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      go();
    }
  });
  setInterval(go, ALL_PAGES);
  setInterval(() => {
    if (mustAsk()) {
      go();
    }
  }, OFFLINE_PAGE);
};
