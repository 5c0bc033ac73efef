/* A tablet for tests under Node: an IndexedDB in memory, and a server that answers `fetch` as Thuis does. */
import "fake-indexeddb/auto";
import { setEndpoints } from "../../static/src/endpoints.js";
import { fromBase64Url, toBase64Url } from "../../static/src/encryption.js";
import * as store from "../../static/src/store.js";

/** @import { Answers, Envelope, OwnSession, PublicKey } from "../../static/src/types.js" */

const STORES = ["settings", "keys", "visits", "drafts", "outbox"];
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const patiently = globalThis.setTimeout;

export const URL_OF = { session: "/session", reports: "/reports", count: "/count", day: "/day" };
/** @type {Answers} */
export const ANSWERS = [["how", "good"], ["note", "We zongen."]];

/** Pauses between tries take a hundredth of their time. */
export const hurry = () => {
  globalThis.setTimeout = /** @type {any} */ (
    (/** @type {() => void} */ work, /** @type {number} */ pause) => patiently(work, pause / 100)
  );
};

/** @param {object | undefined} locks what `navigator.locks` is */
export const setLocks = (locks) => Object.defineProperty(
  globalThis, "navigator", { value: { locks }, configurable: true },
);

/** Locks of a browser, as far as the outbox uses them. */
export const browserLocks = () => {
  const held = new Set();
  return {
    /**
     * @param {string} name
     * @param {{ifAvailable: true}} _options
     * @param {(lock: object | null) => Promise<unknown>} work
     */
    async request(name, _options, work) {
      if (held.has(name)) {
        return work(null);
      }
      held.add(name);
      try {
        return await work({ name });
      } finally {
        held.delete(name);
      }
    },
  };
};

export const emptyTablet = async () => {
  await store.transaction(STORES, "readwrite", (...stores) => {
    stores.forEach((one) => one.clear());
    return null;
  });
};

/**
 * @param {number} status
 * @param {object} body
 * @param {boolean} isMarked
 */
export const answerOf = (status, body, isMarked = true) => new Response(JSON.stringify(body), {
  status, headers: { "Content-Type": "application/json", ...isMarked ? { "Thuis-Answer": "1" } : {} },
});

export class Server {
  /** @param {CryptoKeyPair} pair @param {PublicKey} publicKey */
  constructor(pair, publicKey) {
    this.pair = pair;
    this.publicKey = publicKey;
    /** @type {string | null} */
    this.owner = "grietje";
    this.unsent = 0;
    /** @type {{key: string, left: number}[]} every report that was posted, in order */
    this.posted = [];
    /** @type {Map<string, Envelope>} what was received, once each */
    this.received = new Map();
    /** @type {((envelope: Envelope) => Response | null | Promise<Response>)} what goes wrong; null where nothing does */
    this.trouble = () => null;
    /** @type {object[]} */
    this.visits = [];
  }

  /** Starts answering `fetch`. */
  static async start() {
    const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]));
    const point = await crypto.subtle.exportKey("raw", pair.publicKey);
    const server = new Server(pair, { id: "k1", public: toBase64Url(point) });
    setEndpoints(URL_OF);
    globalThis.fetch = /** @type {typeof fetch} */ (
      (/** @type {any} */ url, /** @type {any} */ options) => server.answer(url, options)
    );
    await store.setSetting("house", server.publicKey);
    await store.setSetting("owner", server.owner);
    return server;
  }

  /** @returns {OwnSession} */
  session() {
    return { owner: /** @type {string} */ (this.owner), token: "t", key: this.publicKey, unsent: this.unsent, missing: 0 };
  }

  /** @param {string} url @param {RequestInit} options */
  async answer(url, options) {
    if (url === URL_OF.session) {
      return answerOf(200, this.session());
    }
    if (url === URL_OF.day) {
      return answerOf(200, { owner: this.owner, visits: this.visits });
    }
    const body = JSON.parse(String(options.body));
    if (url === URL_OF.count) {
      this.unsent = body.unsent;
      return answerOf(200, { missing: 0 });
    }
    this.posted.push({ key: body.envelope.key, left: body.left });
    const trouble = await this.trouble(body.envelope);
    if (trouble) {
      return trouble;
    }
    this.received.set(body.envelope.key, body.envelope);
    this.unsent = body.left;
    return answerOf(200, { outcome: "accepted" });
  }

  /**
   * Decrypt as thuis_app/core/seals.py does.
   * @param {Envelope} envelope
   */
  async open(envelope) {
    const sender = fromBase64Url(envelope.sender);
    const theirs = await crypto.subtle.importKey("raw", sender, CURVE, false, []);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, this.pair.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const salt = new Uint8Array([...sender, ...fromBase64Url(this.publicKey.public)]);
    const info = new TextEncoder().encode("thuis tablet report");
    const key = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt, info }, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"],
    );
    const { version, owner, visit, key: entry, key_id: id } = envelope;
    const additionalData = new TextEncoder().encode([version, owner, visit, entry, id].join("\n"));
    const how = { name: "AES-GCM", iv: fromBase64Url(envelope.nonce), additionalData };
    const content = await crypto.subtle.decrypt(how, key, fromBase64Url(envelope.sealed));
    return JSON.parse(new TextDecoder().decode(content));
  }
}

/**
 * A row that nobody can read, for tests that only count rows.
 * @param {string} owner
 * @param {string} visit
 */
export const rowOf = (owner, visit, at = Date.now()) => (
  { owner, visit, nonce: new Uint8Array(12), sealed: new ArrayBuffer(16), at }
);

/**
 * @param {string} owner
 * @param {string} visit
 */
export const entryOf = (owner, visit, key = `${owner}-${visit}`) => ({
  key, owner, visit, finished: true,
  envelope: { version: 1, key, owner, visit, key_id: "k1", sender: "", nonce: "", sealed: "" },
});
