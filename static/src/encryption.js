/* Two kinds of encryption. A finished report is encrypted to the server with a key that is used once and thrown away, so
   that this tablet cannot read it any more. Visits and drafts are encrypted with a device key that no script can export;
   a copy of the whole browser profile would still hold it, so they stay for two days at most. */
import * as store from "./store.js";

/** @import { EncryptedRow, Envelope, PublicKey } from "./types.js" */

const ENVELOPE_VERSION = 1;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** @param {string} text */
const encode = (text) => new TextEncoder().encode(text);

/** @param {number} count */
const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** @param {ArrayBuffer | Uint8Array} buffer */
export const toBase64Url = (buffer) => btoa(
  Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""),
).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** @param {string} text */
export const fromBase64Url = (text) => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0),
);

/** The idempotency key of a report: a random UUID. `crypto.randomUUID` is missing before Safari 15.4. */
export const newEntryKey = () => {
  const value = randomBytes(16);
  value[6] = (value[6] & 0x0f) | 0x40;
  value[8] = (value[8] & 0x3f) | 0x80;
  const hex = Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

/**
 * ECDH and HKDF-SHA256; the salt is both public keys, the sender's first.
 * @param {Uint8Array<ArrayBuffer>} recipient
 * @param {CryptoKeyPair} own
 * @param {ArrayBuffer} sender
 */
const deriveContentKey = async (recipient, own, sender) => {
  const theirs = await crypto.subtle.importKey("raw", recipient, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const salt = new Uint8Array([...new Uint8Array(sender), ...recipient]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt, info: encode("thuis tablet report") };
  return crypto.subtle.deriveKey(hkdf, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
};

/**
 * Encrypt a report to the server. Owner, visit and key stand outside the ciphertext and are authenticated with it.
 * @param {PublicKey} publicKey
 * @param {string} owner
 * @param {string} visit
 * @param {string} key
 * @param {object} content
 * @returns {Promise<Envelope>}
 */
export const encryptForServer = async (publicKey, owner, visit, key, content) => {
  const own = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]));
  const sender = await crypto.subtle.exportKey("raw", own.publicKey);
  const contentKey = await deriveContentKey(fromBase64Url(publicKey.public), own, sender);
  const nonce = randomBytes(12);
  const additionalData = encode([ENVELOPE_VERSION, owner, visit, key, publicKey.id].join("\n"));
  const ciphertext = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData }, contentKey, encode(JSON.stringify(content)),
  );
  return {
    version: ENVELOPE_VERSION, key, owner, visit, key_id: publicKey.id,
    sender: toBase64Url(sender), nonce: toBase64Url(nonce), sealed: toBase64Url(ciphertext),
  };
};

/**
 * @param {string} owner
 * @returns {Promise<CryptoKey>}
 */
const deviceKeyOf = async (owner) => {
  const known = await store.deviceKey(owner);
  if (known) {
    return known;
  }
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Another tab may have been first: its key is the one that counts.
  await store.addDeviceKey(owner, made).catch(() => null);
  return /** @type {CryptoKey} */ (await store.deviceKey(owner));
};

/**
 * @param {{owner: string, visit: string}} row
 * @param {"visit" | "draft"} kind
 * @param {Uint8Array<ArrayBuffer>} nonce
 */
const parametersOf = ({ owner, visit }, kind, nonce) => (
  { name: "AES-GCM", iv: nonce, additionalData: encode([kind, owner, visit].join("\n")) }
);

/**
 * Encrypt what this tablet has to read again.
 * @param {string} owner
 * @param {string} visit
 * @param {"visit" | "draft"} kind
 * @param {object} content
 * @returns {Promise<EncryptedRow>}
 */
export const encryptOnDevice = async (owner, visit, kind, content) => {
  const nonce = randomBytes(12);
  const parameters = parametersOf({ owner, visit }, kind, nonce);
  const sealed = await crypto.subtle.encrypt(parameters, await deviceKeyOf(owner), encode(JSON.stringify(content)));
  return { owner, visit, nonce, sealed, at: Date.now() };
};

/**
 * @param {"visit" | "draft"} kind
 * @param {EncryptedRow | undefined} row
 * @returns {Promise<any>} null where there is no row, no key, or the row was changed
 */
export const decryptOnDevice = async (kind, row) => {
  const key = row && await store.deviceKey(row.owner);
  if (!key) {
    return null;
  }
  try {
    const content = await crypto.subtle.decrypt(parametersOf(row, kind, row.nonce), key, row.sealed);
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    return null;
  }
};
