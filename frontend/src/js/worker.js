// Runs beside the pages: shows the page for quick notes when a page can't be fetched, keeps our own files for it, and sends
// what waits when the connection is back. Keeps nothing that belongs to anybody: no page, no answer of the server.
// The server puts {version, files, pages} before this script.
import { TAG, send } from "./queue.js";
import { get } from "./store.js";

const { version, files, pages } = self.GUANXI;
const CACHE = `guanxi-${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(take());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (files.includes(url.pathname)) event.respondWith(file(request));
});

self.addEventListener("sync", (event) => {
  if (event.tag === TAG) event.waitUntil(send());
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...files, ...Object.values(pages)].map((path) => new Request(path, { cache: "no-cache" })));
}

async function take() {
  for (const name of await caches.keys()) if (name.startsWith("guanxi-") && name !== CACHE) await caches.delete(name);
  // The page is asked for while the worker starts, so that having one costs nothing.
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const cache = await caches.open(CACHE);
    return (await cache.match(pages[await language(event.request)])) ?? Response.error();
  }
}

/** The newest where there is a connection: an older script with a newer page would be worse than waiting. */
async function file(request) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(CACHE);
    return (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

/** The language of the page that was asked for, of the pages that are open, of the browser. */
async function language(request) {
  const asked = Object.keys(pages).find((code) => request.url.includes(pages[code]));
  if (asked) return asked;
  const told = (await get("person", "me").catch(() => undefined))?.language ?? "";
  const wanted = [told, ...navigator.languages].map((code) => code.toLowerCase());
  return wanted.map(known).find((code) => code in pages) ?? Object.keys(pages)[0];
}

function known(code) {
  if (/^zh-(hant|tw|hk|mo)/.test(code)) return "zh-hant";
  return code.startsWith("zh") ? "zh-hans" : code.slice(0, 2);
}
