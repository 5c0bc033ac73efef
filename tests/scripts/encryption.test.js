import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as encryption from "../../static/src/encryption.js";
import * as store from "../../static/src/store.js";
import { ANSWERS, emptyTablet, Server } from "./tablet.js";

/** @type {Server} */
let server;

beforeEach(async () => {
  await emptyTablet();
  server = await Server.start();
});

const envelopeOf = () => encryption.encryptForServer(server.publicKey, "grietje", "visit", "key", { answers: ANSWERS });

test("the server reads what was encrypted to it", async () => {
  const envelope = await envelopeOf();

  assert.deepEqual(await server.open(envelope), { answers: ANSWERS });
  assert.deepEqual(
    [envelope.version, envelope.owner, envelope.visit, envelope.key, envelope.key_id],
    [1, "grietje", "visit", "key", "k1"],
  );
});

test("each envelope has a key and a nonce of its own", async () => {
  const [one, other] = [await envelopeOf(), await envelopeOf()];

  assert.notEqual(one.sender, other.sender);
  assert.notEqual(one.nonce, other.nonce);
  assert.notEqual(one.sealed, other.sealed);
});

test("nothing about an envelope can be changed", async () => {
  const envelope = await envelopeOf();
  const changed = envelope.sealed.startsWith("A") ? "B" : "A";
  const other = await envelopeOf();
  const tampered = [
    { owner: "roelie" }, { visit: "another" }, { key: "another" }, { key_id: "k2" }, { version: 2 },
    { sealed: changed + envelope.sealed.slice(1) }, { nonce: other.nonce }, { sender: other.sender },
  ];

  for (const change of tampered) {
    await assert.rejects(server.open({ ...envelope, ...change }), JSON.stringify(change));
  }
});

test("another server reads nothing", async () => {
  const envelope = await envelopeOf();
  const another = await Server.start();

  await assert.rejects(another.open(envelope));
});

test("this tablet reads what it keeps itself", async () => {
  const row = await encryption.encryptOnDevice("grietje", "visit", "draft", ANSWERS);
  await store.put("drafts", row);

  const kept = await store.get("drafts", "grietje", "visit");

  assert.deepEqual(await encryption.decryptOnDevice("draft", kept), ANSWERS);
  assert.ok(!new TextDecoder().decode(row.sealed).includes("zongen"));
});

test("a row that was changed, or stands in another place, is not read", async () => {
  const row = await encryption.encryptOnDevice("grietje", "visit", "draft", ANSWERS);
  await encryption.encryptOnDevice("roelie", "visit", "draft", ANSWERS);
  const sealed = row.sealed.slice(0);
  new Uint8Array(sealed)[0] ^= 1;

  assert.equal(await encryption.decryptOnDevice("draft", { ...row, sealed }), null);
  assert.equal(await encryption.decryptOnDevice("draft", { ...row, visit: "another" }), null);
  assert.equal(await encryption.decryptOnDevice("draft", { ...row, owner: "roelie" }), null);
  assert.equal(await encryption.decryptOnDevice("visit", row), null);
});

test("without its key a row is not read", async () => {
  const row = await encryption.encryptOnDevice("grietje", "visit", "draft", ANSWERS);

  await store.removeOwner("grietje");

  assert.equal(await encryption.decryptOnDevice("draft", row), null);
  assert.equal(await encryption.decryptOnDevice("draft", undefined), null);
});

test("the device key cannot be exported", async () => {
  await encryption.encryptOnDevice("grietje", "visit", "draft", ANSWERS);
  const key = /** @type {CryptoKey} */ (await store.deviceKey("grietje"));

  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});

test("two tabs that begin at once agree on one device key", async () => {
  const rows = await Promise.all(["a", "b"].map((visit) => (
    encryption.encryptOnDevice("grietje", visit, "draft", ANSWERS)
  )));

  for (const row of rows) {
    assert.deepEqual(await encryption.decryptOnDevice("draft", row), ANSWERS);
  }
});

test("the key of an entry is a random UUID", () => {
  const keys = Array.from({ length: 50 }, encryption.newEntryKey);

  assert.equal(new Set(keys).size, 50);
  keys.forEach((key) => assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
});

test("base64url goes both ways", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_value, index) => index);

  for (const length of [0, 1, 2, 3, 255, 256]) {
    const text = encryption.toBase64Url(bytes.slice(0, length));
    assert.match(text, /^[\w-]*$/);
    assert.deepEqual(encryption.fromBase64Url(text), bytes.slice(0, length));
  }
});
