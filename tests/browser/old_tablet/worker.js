/* The service worker: it keeps the shell (one empty page and what that is drawn with), and nothing else. No page with
   people ever comes into its hands: pages come from the house, and only when there is no network the shell does. */
"use strict";
const NAME = `thuis-${KEPT.version}`;
const PATIENCE = 15000;
const LANGUAGE = `${KEPT.scope}tablet/language`;

const fill = async () => {
  const cache = await caches.open(NAME);
  await Promise.all([...KEPT.shells, ...KEPT.assets].map(async (address) => {
    const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
    if (answer.ok) {
      await cache.put(address, answer);
    }
  }));
};

const tidy = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== NAME && name !== "thuis-own").map((name) => caches.delete(name)));
  await self.clients.claim();
};

const shell = async () => {
  const cache = await caches.open(NAME);
  const own = await caches.match(LANGUAGE);
  const language = own ? await own.text() : "";
  const address = KEPT.shells.find((one) => one.endsWith(`=${language}`)) || KEPT.shells[0];
  return await cache.match(address, { ignoreVary: true }) || Response.error();
};

/* A proxy says that Thuis is away: to whoever stands there that is the same as no network. */
const isAway = ({ status, headers }) => status >= 502 && status <= 504 && !headers.has("Thuis-Answer");

/* Out in the country a line may stay open and say nothing: after a while the shell is better than a white page. */
const page = async (request) => {
  const tooLong = new Promise((_done, fail) => setTimeout(fail, PATIENCE));
  try {
    const answer = await Promise.race([fetch(request), tooLong]);
    return isAway(answer) ? shell() : answer;
  } catch (_error) {
    return shell();
  }
};

const asset = async (request) => await caches.match(request, { ignoreVary: true }) || fetch(request);

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate" && KEPT.shells.some((one) => one.split("?")[0] === pathname)) {
    event.respondWith(shell().then((kept) => (kept.ok ? kept : fetch(request))));
  } else if (request.mode === "navigate") {
    event.respondWith(page(request));
  } else if (KEPT.assets.includes(pathname + search)) {
    event.respondWith(asset(request));
  }
});
