/* Entry: the service worker. It caches the offline page (one empty page, and its assets), and nothing else: a page with
   people in it is never cached. Without network, every page is the offline page. The server puts PRECACHE before it. */
import { isMarked } from "./server.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const NAME = `thuis-${PRECACHE.version}`;
/** What the pages keep: the language of the user. */
const OWN = "thuis-own";
const LANGUAGE = `${PRECACHE.scope}tablet/language`;
const TIMEOUT = 15000;

const precache = async () => {
  const cache = await caches.open(NAME);
  await Promise.all([...PRECACHE.shells, ...PRECACHE.assets].map(async (url) => {
    const answer = await fetch(url, { credentials: "omit", cache: "no-cache" });
    if (answer.ok) {
      await cache.put(url, answer);
    }
  }));
};

const removeOldCaches = async () => {
  const old = (await caches.keys()).filter((name) => name !== NAME && name !== OWN);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
};

const offlinePage = async () => {
  const cache = await caches.open(NAME);
  const kept = await caches.match(LANGUAGE);
  const language = kept ? await kept.text() : "";
  const url = PRECACHE.shells.find((shell) => shell.endsWith(`=${language}`)) || PRECACHE.shells[0];
  return await cache.match(url, { ignoreVary: true }) || Response.error();
};

/**
 * A proxy that says that Thuis is away counts as no network.
 * @param {Response} answer
 */
const isAway = ({ status, headers }) => status >= 502 && status <= 504 && !isMarked(headers);

/**
 * A connection may stay open and say nothing: after a while the offline page is better than a white one.
 * @param {Request} request
 */
const page = async (request) => {
  /** @type {Promise<never>} */
  const tooLong = new Promise((_resolve, reject) => setTimeout(reject, TIMEOUT));
  try {
    const answer = await Promise.race([fetch(request), tooLong]);
    return isAway(answer) ? offlinePage() : answer;
  } catch {
    return offlinePage();
  }
};

/** @param {Request} request */
const asset = async (request) => await caches.match(request, { ignoreVary: true }) || fetch(request);

/** @param {Request} request */
const offlinePageOr = async (request) => {
  const kept = await offlinePage();
  return kept.ok ? kept : fetch(request);
};

worker.addEventListener("install", (event) => event.waitUntil(precache().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(removeOldCaches()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) {
    return;
  }
  if (request.mode === "navigate" && PRECACHE.shells.some((shell) => shell.split("?")[0] === pathname)) {
    event.respondWith(offlinePageOr(request));
  } else if (request.mode === "navigate") {
    event.respondWith(page(request));
  } else if (PRECACHE.assets.includes(pathname + search)) {
    event.respondWith(asset(request));
  }
});
