/* What this tablet keeps, in the browser's own database. Nothing in it can be read by looking at it: what somebody
   writes is sealed (see tablet-seal.js), and of a visit there are only initials and a time, sealed too.
   One name in the page, `tablet`, holds what these scripts lend each other. */
(() => {
  "use strict";
  const NAME = "thuis";
  const VERSION = 1;
  const KEPT_FOR = 48 * 3600 * 1000;
  const READABLE = ["settings", "keys", "visits", "drafts"];
  let opened = null;

  /* Whether this browser can do it at all: an old one, or an address without a lock, cannot. */
  const can = () => Boolean(
    window.isSecureContext && "serviceWorker" in navigator && window.indexedDB && window.crypto && window.crypto.subtle,
  );

  const make = ({ target, oldVersion }) => {
    const base = target.result;
    if (oldVersion < 1) {
      base.createObjectStore("settings");
      base.createObjectStore("keys");
      base.createObjectStore("visits", { keyPath: ["owner", "visit"] });
      base.createObjectStore("drafts", { keyPath: ["owner", "visit"] });
      const outbox = base.createObjectStore("outbox", { keyPath: "number", autoIncrement: true });
      outbox.createIndex("key", "key", { unique: true });
      outbox.createIndex("owner", "owner");
      outbox.createIndex("refused", ["owner", "refused"]);
    }
  };

  const open = () => {
    opened = opened || new Promise((done, fail) => {
      const asked = indexedDB.open(NAME, VERSION);
      asked.onupgradeneeded = make;
      asked.onerror = () => fail(asked.error);
      asked.onsuccess = () => {
        const base = asked.result;
        base.onclose = () => { opened = null; };
        base.onversionchange = () => { base.close(); opened = null; };
        done(base);
      };
    });
    opened.catch(() => { opened = null; });
    return opened;
  };

  /* One transaction: `work` gets the stores, and gives the request whose answer is wanted. It is on the disk when done. */
  const act = async (names, mode, work) => {
    const base = await open();
    return new Promise((done, fail) => {
      let asked = null;
      const all = base.transaction(names, mode, { durability: "strict" });
      all.oncomplete = () => done(asked ? asked.result : undefined);
      all.onabort = all.onerror = () => fail(all.error);
      asked = work(...names.map((name) => all.objectStore(name)));
    });
  };

  const read = (name, work) => act([name], "readonly", work);
  const write = (name, work) => act([name], "readwrite", work);

  const setting = (name) => read("settings", (store) => store.get(name));
  const set = (name, value) => write("settings", (store) => store.put(value, name));

  const range = (owner) => IDBKeyRange.bound([owner], [owner, []]);

  const all = (name, owner) => read(name, (store) => store.getAll(range(owner)));
  const one = (name, owner, visit) => read(name, (store) => store.get([owner, visit]));
  const put = (name, row) => write(name, (store) => store.put(row));
  const drop = (name, owner, visit) => write(name, (store) => store.delete([owner, visit]));

  /* Replace the day of somebody by what the house says now; what is already written stays marked so. */
  const replaceDay = (owner, rows) => act(["visits"], "readwrite", (visits) => {
    visits.delete(range(owner));
    rows.forEach((row) => visits.put(row));
    return null;
  });

  /* A finished report goes into the outbox and its draft goes away, both or neither. */
  const finish = (entry) => act(["outbox", "drafts"], "readwrite", (outbox, drafts) => {
    drafts.delete([entry.owner, entry.visit]);
    return outbox.add(entry);
  });

  const finishAll = (entries) => act(["outbox"], "readwrite", (outbox) => {
    entries.forEach((entry) => outbox.add(entry));
    return null;
  });

  const unsent = (owner) => read("outbox", (store) => store.index("owner").getAll(owner));
  const countAll = () => read("outbox", (store) => store.count());
  const count = (owner) => read("outbox", (store) => store.index("owner").count(owner));
  const countRefused = (owner) => read("outbox", (store) => store.index("refused").count(range(owner)));

  /* The next entry of this owner, in the order of writing, that was not refused. */
  const next = async (owner, after) => {
    let found = null;
    await read("outbox", (store) => {
      const asked = store.index("owner").openCursor(IDBKeyRange.only(owner));
      asked.onsuccess = () => {
        const cursor = asked.result;
        const entry = cursor && cursor.value;
        if (entry && entry.number <= after) {
          cursor.continuePrimaryKey(owner, after + 1);
        } else if (entry && entry.refused) {
          cursor.continue();
        } else {
          found = entry;
        }
      };
      return asked;
    });
    return found;
  };

  const sent = (number) => write("outbox", (store) => store.delete(number));
  const refuse = (entry, refused) => write("outbox", (store) => store.put({ ...entry, refused }));

  /* Everything that this tablet could read, away. Sealed reports stay until the house has them. */
  const wipe = () => act(READABLE, "readwrite", (...stores) => {
    stores.forEach((store) => store.clear());
    return null;
  });

  const owners = () => read("keys", (store) => store.getAllKeys());
  const key = (owner) => read("keys", (store) => store.get(owner));
  const keepKey = (owner, value) => write("keys", (store) => store.add(value, owner));

  const forget = (owner) => act(["keys", "visits", "drafts"], "readwrite", (keys, visits, drafts) => {
    keys.delete(owner);
    visits.delete(range(owner));
    drafts.delete(range(owner));
    return null;
  });

  const isOld = (at) => Date.now() - at > KEPT_FOR;

  window.tablet = {
    can,
    store: {
      act, setting, set, all, one, put, drop, replaceDay, finish, finishAll, unsent, count, countRefused, countAll, next, sent, refuse, wipe,
      owners, key, keepKey, forget, isOld,
    },
  };
})();
