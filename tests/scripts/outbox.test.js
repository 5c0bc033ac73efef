import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import * as outbox from "../../static/src/outbox.js";
import * as store from "../../static/src/store.js";
import { encryptOnDevice, decryptOnDevice } from "../../static/src/encryption.js";
import { ANSWERS, answerOf, browserLocks, emptyTablet, hurry, rowOf, Server, setLocks } from "./tablet.js";

/** @import { Answers } from "../../static/src/types.js" */

hurry();

/** @type {Server} */
let server;

beforeEach(async () => {
  setLocks(browserLocks());
  await emptyTablet();
  server = await Server.start();
});

/** @param {string[]} visits @param {string} [owner] */
const finishAll = (visits, owner = "grietje") => outbox.finishReports(
  owner, visits.map((visit) => [visit, /** @type {Answers} */ ([...ANSWERS, ["visit", visit]])]),
);

const receivedVisits = () => [...server.received.values()].map(({ visit }) => visit);
const postedKeys = () => server.posted.map(({ key }) => key);

test("reports are sent in the order of writing, and the server hears how many are left", async () => {
  await finishAll(["c", "a", "b"]);

  const session = await outbox.send();

  assert.deepEqual(receivedVisits(), ["c", "a", "b"]);
  assert.deepEqual(server.posted.map(({ left }) => left), [2, 1, 0]);
  assert.equal(await store.countAll(), 0);
  assert.equal(session?.owner, "grietje");
});

test("the server hears first how many there are", async () => {
  await finishAll(["a", "b"]);
  server.trouble = () => answerOf(503, {});

  await outbox.send();

  assert.equal(server.unsent, 2);
});

test("only the reports of who is signed in are sent", async () => {
  await finishAll(["a"], "grietje");
  await finishAll(["x"], "roelie");

  await outbox.send();

  assert.deepEqual(receivedVisits(), ["a"]);
  assert.equal(await store.count("roelie"), 1);
});

test("nothing is sent where nobody is signed in", async () => {
  await finishAll(["a"]);
  server.owner = null;

  const session = await outbox.send();

  assert.equal(session?.owner, null);
  assert.deepEqual([server.posted.length, await store.countAll()], [0, 1]);
});

test("an empty outbox asks nothing, unless it must", async () => {
  let asked = 0;
  const answer = server.answer.bind(server);
  server.answer = (url, options) => {
    asked += 1;
    return answer(url, options);
  };

  assert.equal(await outbox.send(), null);
  assert.equal(asked, 0);
  assert.equal((await outbox.send({ first: true }))?.owner, "grietje");
});

test("a finished report takes the place of its draft, and cannot be read here", async () => {
  const visit = { initials: "T.P.", starts_at: "2026-11-24T10:00:00+01:00", minutes: 60 };
  await store.put("visits", await encryptOnDevice("grietje", "a", "visit", visit));
  await store.put("drafts", rowOf("grietje", "a"));

  await outbox.finishReport("grietje", "a", ANSWERS, { key: "the key of the form" });

  const [entry] = await store.unsent("grietje");
  assert.equal(await store.get("drafts", "grietje", "a"), undefined);
  assert.deepEqual(
    await decryptOnDevice("visit", await store.get("visits", "grietje", "a")), { ...visit, isWritten: true },
  );
  assert.equal(entry.key, "the key of the form");
  assert.ok(!JSON.stringify(entry).includes("zongen"));
  const content = await server.open(entry.envelope);
  assert.deepEqual([content.answers, content.finished], [ANSWERS, true]);
});

test("an acknowledged report is told with what is known of its visit", async () => {
  const visit = { initials: "T.P.", starts_at: "2026-11-24T10:00:00+01:00", minutes: 60 };
  await outbox.finishReport("grietje", "a", ANSWERS, { details: visit });
  /** @type {any[]} */
  const told = [];
  outbox.onSent((report) => told.push(report));

  await outbox.send();

  assert.equal(told.length, 1);
  assert.deepEqual([told[0].visit, told[0].initials], ["a", "T.P."]);
  assert.ok(told[0].sentAt);
});

describe("what goes wrong", () => {
  test("a refused report stays, marked, and does not hold up the next", async () => {
    await finishAll(["a", "b"]);
    server.trouble = ({ visit }) => (visit === "a" ? answerOf(409, { refused: "foreign" }) : null);

    await outbox.send();

    assert.deepEqual(receivedVisits(), ["b"]);
    const [entry] = await store.unsent("grietje");
    assert.deepEqual([entry.visit, entry.refused], ["a", "foreign"]);

    server.posted = [];
    await outbox.send();
    assert.deepEqual(postedKeys(), []);
  });

  test("a refusal without a reason is no refusal", async () => {
    await finishAll(["a"]);
    server.trouble = () => answerOf(400, {});

    await outbox.send();

    assert.deepEqual([await store.count("grietje"), await store.countRefused("grietje")], [1, 0]);
    assert.equal(server.posted.length, 4);
  });

  test("a report that fails is tried again before the next", async () => {
    await finishAll(["a", "b"]);
    let failures = 2;
    server.trouble = () => (failures-- > 0 ? answerOf(503, {}) : null);

    await outbox.send();

    assert.deepEqual(receivedVisits(), ["a", "b"]);
    assert.equal(server.posted.length, 4);
  });

  test("after four failures it waits for the next round", async () => {
    await finishAll(["a", "b"]);
    server.trouble = () => answerOf(503, {});

    await outbox.send();

    assert.equal(server.posted.length, 4);
    assert.equal(new Set(postedKeys()).size, 1);
    assert.equal(await store.count("grietje"), 2);
  });

  test("a lost answer sends the same report once more, under the same key", async () => {
    await finishAll(["a"]);
    let isLost = false;
    server.trouble = (envelope) => {
      if (isLost) {
        return null;
      }
      isLost = true;
      server.received.set(envelope.key, envelope);
      throw new TypeError("the connection was reset");
    };

    await outbox.send();

    assert.equal(server.posted.length, 2);
    assert.equal(server.received.size, 1);
    assert.equal(await store.countAll(), 0);
  });

  test("an answer that is not of Thuis acknowledges nothing", async () => {
    await finishAll(["a"]);
    server.trouble = () => answerOf(200, { outcome: "accepted" }, false);

    await outbox.send();

    assert.equal(await store.count("grietje"), 1);
  });

  test("a page in place of JSON acknowledges nothing", async () => {
    await finishAll(["a"]);
    const headers = { "Content-Type": "text/html", "Thuis-Answer": "1" };
    for (const page of ["<p>Welkom</p>", "{}"]) {
      server.trouble = () => new Response(page, { headers });
      await outbox.send();
      assert.equal(await store.count("grietje"), 1);
    }
  });

  test("without network nothing is lost and nothing is told as known", async () => {
    await finishAll(["a"]);
    server.answer = async () => { throw new TypeError("no network"); };

    assert.equal(await outbox.send(), null);
    assert.equal(await store.count("grietje"), 1);
  });
});

describe("two tabs", () => {
  for (const [name, locks] of /** @type {const} */ ([["locks", browserLocks], ["a lease", () => undefined]])) {
    test(`send each report once, with ${name}`, async () => {
      setLocks(locks());
      await finishAll(["a", "b", "c"]);

      await Promise.all([outbox.send(), outbox.send()]);

      assert.equal(server.posted.length, 3);
      assert.deepEqual(receivedVisits(), ["a", "b", "c"]);
    });
  }

  test("the lease of a tab that ended is over after a while", async () => {
    setLocks(undefined);
    await finishAll(["a"]);
    await store.setSetting("lease", Date.now() + 5000);
    await outbox.send();
    assert.equal(server.posted.length, 0);

    await store.setSetting("lease", Date.now() - 1);
    await outbox.send();

    assert.deepEqual(receivedVisits(), ["a"]);
  });

  test("the lease is released when sending fails", async () => {
    setLocks(undefined);
    await finishAll(["a"]);
    const removeAll = server.answer.bind(server);
    server.answer = async (url, options) => {
      await store.setSetting("seen", await store.setting("lease"));
      return removeAll(url, options);
    };

    await outbox.send();

    assert.ok(await store.setting("seen") > Date.now());
    assert.equal(await store.setting("lease"), 0);
  });
});
