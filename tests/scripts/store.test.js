import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as store from "../../static/src/store.js";
import { emptyTablet, entryOf, rowOf } from "./tablet.js";

const WRITE = "readwrite";

beforeEach(emptyTablet);

test("the layout is that of the tablets in use", async () => {
  await store.countAll();
  /** @type {IDBDatabase} */
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("thuis");
    request.onsuccess = () => resolve(request.result);
  });
  const outbox = database.transaction("outbox").objectStore("outbox");

  assert.equal(database.version, 1);
  assert.deepEqual([...database.objectStoreNames], ["drafts", "keys", "outbox", "settings", "visits"]);
  assert.deepEqual([outbox.keyPath, outbox.autoIncrement], ["number", true]);
  assert.deepEqual([...outbox.indexNames], ["key", "owner", "refused"]);
  assert.deepEqual(outbox.index("refused").keyPath, ["owner", "refused"]);
  for (const name of ["visits", "drafts"]) {
    assert.deepEqual(database.transaction(name).objectStore(name).keyPath, ["owner", "visit"]);
  }
  database.close();
});

test("a database that closes is opened again", async () => {
  await store.setSetting("owner", "grietje");
  await new Promise((resolve) => {
    indexedDB.deleteDatabase("thuis").onsuccess = resolve;
  });

  assert.equal(await store.setting("owner"), undefined);
});

test("a report in the outbox takes the place of its draft", async () => {
  await store.put("drafts", rowOf("grietje", "a"));
  await store.put("drafts", rowOf("grietje", "b"));

  await store.addToOutbox(entryOf("grietje", "a"));

  assert.deepEqual((await store.all("drafts", "grietje")).map((row) => row.visit), ["b"]);
  assert.equal(await store.count("grietje"), 1);
});

test("a report that cannot be added leaves its draft", async () => {
  await store.addToOutbox(entryOf("grietje", "a", "one key"));
  await store.put("drafts", rowOf("grietje", "a"));

  await assert.rejects(store.addToOutbox(entryOf("grietje", "a", "one key")));

  assert.ok(await store.get("drafts", "grietje", "a"));
  assert.equal(await store.countAll(), 1);
});

test("many reports are added all or none", async () => {
  await store.addToOutbox(entryOf("grietje", "b"));

  await assert.rejects(store.addAllToOutbox([entryOf("grietje", "a"), entryOf("grietje", "b")]));

  assert.equal(await store.countAll(), 1);
});

test("the next report is the oldest of this owner that was not refused", async () => {
  await store.addAllToOutbox([
    entryOf("roelie", "x"), entryOf("grietje", "a"), entryOf("grietje", "b"), entryOf("grietje", "c"),
  ]);
  const [first, second] = await store.unsent("grietje");
  await store.markRefused(first, "unknown");

  const next = await store.nextUnsent("grietje", 0);
  const after = await store.nextUnsent("grietje", second.number);

  assert.deepEqual([next?.visit, after?.visit], ["b", "c"]);
  assert.equal(await store.nextUnsent("grietje", after?.number || 0), null);
  assert.deepEqual([await store.count("grietje"), await store.countRefused("grietje")], [3, 1]);
  assert.equal(await store.countRefused("roelie"), 0);
});

test("the visits of one owner are replaced, and of no other", async () => {
  await store.put("visits", rowOf("grietje", "old"));
  await store.put("visits", rowOf("roelie", "hers"));

  await store.replaceVisits("grietje", [rowOf("grietje", "new")]);

  assert.deepEqual((await store.all("visits", "grietje")).map((row) => row.visit), ["new"]);
  assert.deepEqual((await store.all("visits", "roelie")).map((row) => row.visit), ["hers"]);
});

test("clearing leaves reports in the outbox alone", async () => {
  await store.setSetting("owner", "grietje");
  await store.put("visits", rowOf("grietje", "a"));
  await store.put("drafts", rowOf("grietje", "a"));
  await store.addToOutbox(entryOf("grietje", "b"));

  await store.clearReadable();

  for (const name of ["settings", "keys", "visits", "drafts"]) {
    assert.equal(await store.transaction([name], "readonly", (one) => one.count()), 0);
  }
  assert.equal(await store.count("grietje"), 1);
});

test("an owner is removed with the key and what it reads", async () => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  for (const owner of ["grietje", "roelie"]) {
    await store.addDeviceKey(owner, key);
    await store.put("visits", rowOf(owner, "a"));
    await store.put("drafts", rowOf(owner, "a"));
    await store.addToOutbox(entryOf(owner, "b"));
  }

  await store.removeOwner("grietje");

  assert.deepEqual(await store.owners(), ["roelie"]);
  assert.deepEqual(await store.all("visits", "grietje"), []);
  assert.deepEqual(await store.all("drafts", "grietje"), []);
  assert.equal(await store.countAll(), 2);
});

test("a lease is for one, until it is released or over", async () => {
  assert.equal(await store.takeLease(1000), true);
  assert.equal(await store.takeLease(1000), false);
  await store.releaseLease();
  assert.equal(await store.takeLease(-1), true);
  assert.equal(await store.takeLease(1000), true);
});

test("a write that fails is told", async () => {
  await assert.rejects(store.transaction(["settings"], WRITE, (settings) => {
    settings.add("one", "name");
    return settings.add("two", "name");
  }));
});

test("what is kept expires after two days", () => {
  const hour = 3600 * 1000;

  assert.equal(store.isExpired(Date.now() - 47 * hour), false);
  assert.equal(store.isExpired(Date.now() - 49 * hour), true);
});
