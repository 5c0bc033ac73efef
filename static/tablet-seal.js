/* Two ways to seal. A finished report is sealed to the house: the key for it is made, used once and thrown away, so that
   this tablet cannot read it any more. What is still being written is sealed with a key that no script can take out of
   the browser; whoever copies the whole profile of the browser still could, so it is for two days at most. */
(() => {
  "use strict";
  const { store } = window.tablet;
  const SCHEMA = 1;
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const PURPOSE = new TextEncoder().encode("thuis tablet report");
  const subtle = window.crypto && window.crypto.subtle;

  const bytes = (text) => new TextEncoder().encode(text);
  const random = (count) => crypto.getRandomValues(new Uint8Array(count));

  const written = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const plain = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

  /* A key for an entry, as the house makes them: a random UUID. */
  const newKey = () => {
    const value = random(16);
    value[6] = (value[6] & 0x0f) | 0x40;
    value[8] = (value[8] & 0x3f) | 0x80;
    const hex = Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  const keyOnce = async (house, own, sender) => {
    const theirs = await subtle.importKey("raw", house, CURVE, false, []);
    const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
    const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const salt = new Uint8Array([...new Uint8Array(sender), ...house]);
    const how = { name: "HKDF", hash: "SHA-256", salt, info: PURPOSE };
    return subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  };

  /* Seal a report to the house. Who, which visit and which entry stand outside, and are bound to it. */
  const toHouse = async (house, owner, visit, key, content) => {
    const own = await subtle.generateKey(CURVE, false, ["deriveBits"]);
    const sender = await subtle.exportKey("raw", own.publicKey);
    const once = await keyOnce(plain(house.public), own, sender);
    const nonce = random(12);
    const about = bytes([SCHEMA, owner, visit, key, house.id].join("\n"));
    const sealed = await subtle.encrypt(
      { name: "AES-GCM", iv: nonce, additionalData: about }, once, bytes(JSON.stringify(content)),
    );
    return {
      version: SCHEMA, key, owner, visit, key_id: house.id,
      sender: written(sender), nonce: written(nonce), sealed: written(sealed),
    };
  };

  const ownKey = async (owner) => {
    const kept = await store.key(owner);
    if (kept) {
      return kept;
    }
    const made = await subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await store.keepKey(owner, made).catch(() => null);
    return store.key(owner);
  };

  const about = (owner, visit, kind) => bytes([kind, owner, visit].join("\n"));

  /* Seal what this tablet has to read again: the day, and what is being written. */
  const own = async (owner, visit, kind, content) => {
    const nonce = random(12);
    const how = { name: "AES-GCM", iv: nonce, additionalData: about(owner, visit, kind) };
    const sealed = await subtle.encrypt(how, await ownKey(owner), bytes(JSON.stringify(content)));
    return { owner, visit, nonce, sealed, at: Date.now() };
  };

  const read = async (kind, row) => {
    const key = row && await store.key(row.owner);
    if (!key) {
      return null;
    }
    const how = { name: "AES-GCM", iv: row.nonce, additionalData: about(row.owner, row.visit, kind) };
    try {
      return JSON.parse(new TextDecoder().decode(await subtle.decrypt(how, key, row.sealed)));
    } catch (_error) {
      return null;
    }
  };

  window.tablet.seal = { newKey, toHouse, own, read };
})();
