/* What the first tablets have in their IndexedDB, written without any script of today: a report that waits to be sent, a
   draft that is being written, and the visit of that draft. */
async ({ owner, house, entry, visit, details, answers }) => {
  const bytes = (text) => new TextEncoder().encode(text);
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const own = async (kind, content) => {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv: nonce, additionalData: bytes([kind, owner, visit].join("\n")) };
    const sealed = await crypto.subtle.encrypt(how, key, bytes(JSON.stringify(content)));
    return { owner, visit, nonce, sealed, at: Date.now() };
  };
  const rows = { visits: await own("visit", details), drafts: await own("draft", answers) };
  await new Promise((done, fail) => {
    const asked = indexedDB.open("thuis", 1);
    asked.onerror = fail;
    asked.onupgradeneeded = () => {
      const base = asked.result;
      base.createObjectStore("settings");
      base.createObjectStore("keys");
      base.createObjectStore("visits", { keyPath: ["owner", "visit"] });
      base.createObjectStore("drafts", { keyPath: ["owner", "visit"] });
      const outbox = base.createObjectStore("outbox", { keyPath: "number", autoIncrement: true });
      outbox.createIndex("key", "key", { unique: true });
      outbox.createIndex("owner", "owner");
      outbox.createIndex("refused", ["owner", "refused"]);
    };
    asked.onsuccess = () => {
      const all = asked.result.transaction(["settings", "keys", "visits", "drafts", "outbox"], "readwrite");
      all.objectStore("settings").put(house, "house");
      all.objectStore("settings").put(owner, "owner");
      all.objectStore("keys").add(key, owner);
      all.objectStore("visits").put(rows.visits);
      all.objectStore("drafts").put(rows.drafts);
      all.objectStore("outbox").add(entry);
      all.oncomplete = () => { asked.result.close(); done(); };
      all.onabort = fail;
    };
  });
  await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  await navigator.serviceWorker.ready;
}
