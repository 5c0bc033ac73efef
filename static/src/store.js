/* The IndexedDB of this tablet. Names, versions and shapes are those of the tablets that are in use: older reports must
   stay readable for what comes after. */

/** @import { DraftRow, EncryptedRow, OutboxEntry, StoredOutboxEntry } from "./types.js" */

const NAME = "thuis";
const VERSION = 1;
const EXPIRES_AFTER = 48 * 3600 * 1000;
const READABLE = ["settings", "keys", "visits", "drafts"];

/** @typedef {"visits" | "drafts"} RowStore */

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** Whether this browser can keep anything: an old one cannot, nor can any over plain HTTP. */
export const isSupported = () => Boolean(
  window.isSecureContext && "serviceWorker" in navigator && window.indexedDB && window.crypto?.subtle,
);

/**
 * @param {IDBDatabase} database
 * @param {number} oldVersion
 */
const upgrade = (database, oldVersion) => {
  if (oldVersion < 1) {
    database.createObjectStore("settings");
    database.createObjectStore("keys");
    database.createObjectStore("visits", { keyPath: ["owner", "visit"] });
    database.createObjectStore("drafts", { keyPath: ["owner", "visit"] });
    const outbox = database.createObjectStore("outbox", { keyPath: "number", autoIncrement: true });
    outbox.createIndex("key", "key", { unique: true });
    outbox.createIndex("owner", "owner");
    outbox.createIndex("refused", ["owner", "refused"]);
  }
};

/** @returns {Promise<IDBDatabase>} */
const open = () => {
  opened = opened || new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = () => { opened = null; };
      database.onversionchange = () => {
        database.close();
        opened = null;
      };
      resolve(database);
    };
  });
  opened.catch(() => { opened = null; });
  return opened;
};

/**
 * Run one transaction; what it wrote is on the disk when this resolves.
 * @param {string[]} names
 * @param {IDBTransactionMode} mode
 * @param {(...stores: IDBObjectStore[]) => IDBRequest | null} work gives the request whose result is wanted
 * @returns {Promise<any>}
 */
export const transaction = async (names, mode, work) => {
  const database = await open();
  return new Promise((resolve, reject) => {
    /** @type {IDBRequest | null} */
    let request = null;
    const running = database.transaction(names, mode, { durability: "strict" });
    running.oncomplete = () => resolve(request?.result);
    running.onabort = running.onerror = () => reject(running.error);
    request = work(...names.map((name) => running.objectStore(name)));
  });
};

/**
 * @param {string} name
 * @param {(store: IDBObjectStore) => IDBRequest} work
 */
const read = (name, work) => transaction([name], "readonly", work);

/**
 * @param {string} name
 * @param {(store: IDBObjectStore) => IDBRequest} work
 */
const write = (name, work) => transaction([name], "readwrite", work);

/**
 * @param {string} name
 * @returns {Promise<any>}
 */
export const setting = (name) => read("settings", (store) => store.get(name));

/**
 * @param {string} name
 * @param {unknown} value
 */
export const setSetting = (name, value) => write("settings", (store) => store.put(value, name));

/** @param {string} owner */
const rangeOf = (owner) => IDBKeyRange.bound([owner], [owner, []]);

/**
 * @param {RowStore} name
 * @param {string} owner
 * @returns {Promise<DraftRow[]>}
 */
export const all = (name, owner) => read(name, (store) => store.getAll(rangeOf(owner)));

/**
 * @param {RowStore} name
 * @param {string} owner
 * @param {string} visit
 * @returns {Promise<DraftRow | undefined>}
 */
export const get = (name, owner, visit) => read(name, (store) => store.get([owner, visit]));

/**
 * @param {RowStore} name
 * @param {DraftRow} row
 */
export const put = (name, row) => write(name, (store) => store.put(row));

/**
 * @param {RowStore} name
 * @param {string} owner
 * @param {string} visit
 */
export const remove = (name, owner, visit) => write(name, (store) => store.delete([owner, visit]));

/**
 * Replace all visits of an owner.
 * @param {string} owner
 * @param {EncryptedRow[]} rows
 */
export const replaceVisits = (owner, rows) => transaction(["visits"], "readwrite", (visits) => {
  visits.delete(rangeOf(owner));
  rows.forEach((row) => visits.put(row));
  return null;
});

/**
 * Add a report to the outbox and remove its draft, both or neither.
 * @param {OutboxEntry} entry
 */
export const addToOutbox = (entry) => transaction(["outbox", "drafts"], "readwrite", (outbox, drafts) => {
  drafts.delete([entry.owner, entry.visit]);
  return outbox.add(entry);
});

/** @param {OutboxEntry[]} entries */
export const addAllToOutbox = (entries) => transaction(["outbox"], "readwrite", (outbox) => {
  entries.forEach((entry) => outbox.add(entry));
  return null;
});

/**
 * @param {string} owner
 * @returns {Promise<StoredOutboxEntry[]>}
 */
export const unsent = (owner) => read("outbox", (store) => store.index("owner").getAll(owner));

/** @returns {Promise<number>} the unsent reports of all owners */
export const countAll = () => read("outbox", (store) => store.count());

/**
 * @param {string} owner
 * @returns {Promise<number>} the refused ones too
 */
export const count = (owner) => read("outbox", (store) => store.index("owner").count(owner));

/**
 * @param {string} owner
 * @returns {Promise<number>}
 */
export const countRefused = (owner) => read("outbox", (store) => store.index("refused").count(rangeOf(owner)));

/**
 * The next entry of this owner that was not refused, in the order of writing.
 * @param {string} owner
 * @param {number} after the number of the one before
 * @returns {Promise<StoredOutboxEntry | null>}
 */
export const nextUnsent = async (owner, after) => {
  /** @type {StoredOutboxEntry | null} */
  let found = null;
  await read("outbox", (store) => {
    const request = store.index("owner").openCursor(IDBKeyRange.only(owner));
    request.onsuccess = () => {
      const cursor = request.result;
      const entry = cursor?.value;
      if (cursor && entry.number <= after) {
        cursor.continuePrimaryKey(owner, after + 1);
      } else if (cursor && entry.refused) {
        cursor.continue();
      } else {
        found = entry || null;
      }
    };
    return request;
  });
  return found;
};

/** @param {number} number */
export const removeSent = (number) => write("outbox", (store) => store.delete(number));

/**
 * @param {StoredOutboxEntry} entry
 * @param {string} reason
 */
export const markRefused = (entry, reason) => write("outbox", (store) => store.put({ ...entry, refused: reason }));

/** Remove everything that can be read here; reports in the outbox stay until the server has them. */
export const clearReadable = () => transaction(READABLE, "readwrite", (...stores) => {
  stores.forEach((store) => store.clear());
  return null;
});

/** @returns {Promise<string[]>} whoever has a device key here */
export const owners = () => read("keys", (store) => store.getAllKeys());

/**
 * @param {string} owner
 * @returns {Promise<CryptoKey | undefined>}
 */
export const deviceKey = (owner) => read("keys", (store) => store.get(owner));

/**
 * Fails where this owner has one already.
 * @param {string} owner
 * @param {CryptoKey} key
 */
export const addDeviceKey = (owner, key) => write("keys", (store) => store.add(key, owner));

/**
 * Remove the device key of an owner and what can be read with it.
 * @param {string} owner
 */
export const removeOwner = (owner) => transaction(["keys", "visits", "drafts"], "readwrite", (keys, visits, drafts) => {
  keys.delete(owner);
  visits.delete(rangeOf(owner));
  drafts.delete(rangeOf(owner));
  return null;
});

/**
 * One lease over all tabs, for browsers without locks.
 * @param {number} duration in milliseconds
 * @returns {Promise<boolean>} false where another tab has it
 */
export const takeLease = async (duration) => {
  const now = Date.now();
  let isTaken = false;
  await transaction(["settings"], "readwrite", (settings) => {
    const request = settings.get("lease");
    request.onsuccess = () => {
      isTaken = !(request.result > now);
      if (isTaken) {
        settings.put(now + duration, "lease");
      }
    };
    return request;
  });
  return isTaken;
};

export const releaseLease = () => setSetting("lease", 0);

/** @param {number} at */
export const isExpired = (at) => Date.now() - at > EXPIRES_AFTER;
