/* What is kept on this tablet, and for how long: the visits of the day, and drafts. */
import { decryptOnDevice, encryptOnDevice } from "./encryption.js";
import { endpoints } from "./endpoints.js";
import { hasOwner, makeEntry, publicKey, send } from "./outbox.js";
import { requestJson } from "./server.js";
import * as store from "./store.js";

/** @import { DraftRow, OwnSession, Session, VisitDetails } from "./types.js" */

/**
 * The pages on which the reports of today's visits are written.
 * @type {Map<string, string>}
 */
export const reportPages = new Map();

/**
 * Encrypt drafts to the server as they stand: nobody reads them here any more, and their writer finishes them there.
 * @param {string} owner
 * @param {(row: DraftRow) => boolean} which
 */
const submitDrafts = async (owner, which) => {
  const key = await publicKey();
  for (const row of (await store.all("drafts", owner)).filter(which)) {
    const answers = row.isSaved ? null : await decryptOnDevice("draft", row);
    if (answers && key) {
      await store.addToOutbox(await makeEntry(key, owner, row.visit, answers, false));
    } else {
      await store.remove("drafts", owner, row.visit);
    }
  }
};

/**
 * Remove what can be read of users who are not signed in now, and what is older than two days.
 * @param {Session | null} session null where the server does not answer
 */
export const cleanUp = async (session) => {
  for (const owner of await store.owners()) {
    if (session && session.owner !== owner) {
      await submitDrafts(owner, () => true);
      await store.removeOwner(owner);
    } else {
      await submitDrafts(owner, (row) => store.isExpired(row.at));
      const expired = (await store.all("visits", owner)).filter((row) => store.isExpired(row.at));
      await Promise.all(expired.map((row) => store.remove("visits", owner, row.visit)));
    }
  }
  if (hasOwner(session)) {
    await store.setSetting("house", session.key);
    await store.setSetting("owner", session.owner);
  } else if (session) {
    await store.setSetting("owner", null);
  }
};

/**
 * Fetch the visits of today, so that they open without network.
 * @param {OwnSession} session
 */
export const fetchDay = async ({ owner }) => {
  const answer = await requestJson(endpoints.day);
  if (answer?.status !== 200 || answer.body.owner !== owner) {
    return;
  }
  /** @type {(VisitDetails & {visit: string, address: string})[]} */
  const visits = answer.body.visits;
  const written = new Set((await store.unsent(owner)).map((entry) => entry.visit));
  reportPages.clear();
  const keptAt = Date.now();
  const rows = await Promise.all(visits.map(({ visit, address, ...details }) => {
    reportPages.set(visit, address);
    const opensAt = keptAt + 1000 * (details.opens_in || 0);
    return encryptOnDevice(owner, visit, "visit", { ...details, keptAt, opensAt, isWritten: written.has(visit) });
  }));
  await store.replaceVisits(owner, rows);
  navigator.storage?.persist?.();
};

/**
 * Before somebody signs out: drafts become entries of the outbox, and what can be sent is sent.
 * @returns {Promise<number>} how many entries are left
 */
export const prepareSignOut = async () => {
  for (const owner of await store.owners()) {
    await submitDrafts(owner, () => true);
  }
  const owner = await store.setting("owner");
  await send();
  return owner ? store.count(owner) : 0;
};
