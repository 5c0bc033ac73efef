import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { cleanUp, fetchDay, prepareSignOut, reportPages } from "../../static/src/device_data.js";
import { decryptOnDevice, encryptOnDevice } from "../../static/src/encryption.js";
import { finishReports } from "../../static/src/outbox.js";
import * as store from "../../static/src/store.js";
import { ANSWERS, answerOf, browserLocks, emptyTablet, hurry, Server, setLocks } from "./tablet.js";

hurry();

const THREE_DAYS = 3 * 24 * 3600 * 1000;
const VISIT = { initials: "T.P.", starts_at: "2026-11-24T10:00:00+01:00", minutes: 60 };

/** @type {Server} */
let server;

beforeEach(async () => {
  setLocks(browserLocks());
  await emptyTablet();
  server = await Server.start();
});

/** @param {string} owner @param {string} visit */
const keepDraft = async (owner, visit, at = Date.now(), isSaved = false) => store.put(
  "drafts", { ...await encryptOnDevice(owner, visit, "draft", ANSWERS), at, isSaved },
);

test("somebody else signs in: drafts go to the server, and nothing of the one before can be read", async () => {
  await keepDraft("roelie", "x");
  await store.put("visits", await encryptOnDevice("roelie", "x", "visit", VISIT));

  await cleanUp(server.session());

  const [entry] = await store.unsent("roelie");
  const content = await server.open(entry.envelope);
  assert.deepEqual([content.answers, content.finished, entry.finished], [ANSWERS, false, false]);
  assert.deepEqual(await store.owners(), []);
  assert.deepEqual(await store.all("visits", "roelie"), []);
  assert.equal(await store.setting("owner"), "grietje");
});

test("without an answer of the server only what is too old goes", async () => {
  await keepDraft("grietje", "old", Date.now() - THREE_DAYS);
  await keepDraft("grietje", "new");
  const row = await encryptOnDevice("grietje", "old", "visit", VISIT);
  await store.put("visits", { ...row, at: Date.now() - THREE_DAYS });
  await store.put("visits", await encryptOnDevice("grietje", "new", "visit", VISIT));

  await cleanUp(null);

  assert.deepEqual((await store.all("drafts", "grietje")).map(({ visit }) => visit), ["new"]);
  assert.deepEqual((await store.all("visits", "grietje")).map(({ visit }) => visit), ["new"]);
  assert.equal(await store.count("grietje"), 1);
});

test("a draft that the server has is not sent once more", async () => {
  await keepDraft("roelie", "x", Date.now(), true);

  await cleanUp(server.session());

  assert.equal(await store.countAll(), 0);
  assert.deepEqual(await store.all("drafts", "roelie"), []);
});

test("the day is kept encrypted, and knows what is written already", async () => {
  server.visits = [{ visit: "a", address: "/visits/1/report", ...VISIT }, { visit: "b", address: "/visits/2/report", ...VISIT }];
  await finishReports("grietje", [["b", ANSWERS]]);

  await fetchDay(server.session());

  const rows = await store.all("visits", "grietje");
  const kept = await Promise.all(rows.map((row) => decryptOnDevice("visit", row)));
  const [first] = kept;
  const { keptAt, opensAt } = first;
  assert.equal(opensAt, keptAt);
  assert.deepEqual(kept, [false, true].map((isWritten) => ({ ...VISIT, keptAt, opensAt, isWritten })));
  assert.equal(reportPages.get("a"), "/visits/1/report");
});

test("a report opens as long after the day was fetched as the server says", async () => {
  server.visits = [{ visit: "a", address: "/visits/1/report", ...VISIT, opens_in: 3600 }];

  await fetchDay(server.session());

  const [row] = await store.all("visits", "grietje");
  const { keptAt, opensAt } = await decryptOnDevice("visit", row);
  assert.equal(opensAt - keptAt, 3600 * 1000);
});

test("the day of somebody else is not kept", async () => {
  const session = server.session();
  server.owner = "roelie";
  server.visits = [{ visit: "a", address: "/visits/1/report", ...VISIT }];

  await fetchDay(session);

  assert.deepEqual(await store.all("visits", "grietje"), []);
});

test("before signing out drafts and reports are sent", async () => {
  await keepDraft("grietje", "a");
  await finishReports("grietje", [["b", ANSWERS]]);

  assert.equal(await prepareSignOut(), 0);
  assert.deepEqual([...server.received.values()].map(({ visit }) => visit), ["b", "a"]);
});

test("what cannot be sent before signing out is counted, and cannot be read", async () => {
  await keepDraft("grietje", "a");
  server.trouble = () => answerOf(503, {});

  assert.equal(await prepareSignOut(), 1);
  assert.deepEqual(await store.all("drafts", "grietje"), []);
});
