// Lets the check-in page open without net: the page, its scripts and texts, and what was last offered on it. The server
// is asked first; what only it can answer (/_event, /auth, the rest of /api) is left alone. The page itself is sent
// anew at every visit, and tells which scripts it is made of (components/check_in/status.jsx).

const SHELL = "sambruk-check-in";
const OFFER = "sambruk-check-in-offer";
const PAGE = "/check-in";
const TEXTS = "/api/texts.js";
const PATIENCE = 4_000;

const isOffered = ({ pathname }) =>
  pathname === "/api/phone/check-in" || /^\/api\/phone\/organisations\/\d+\/contacts$/.test(pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", ({ data }) => data?.needs && makeReady(data.needs));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "/auth/logout") event.waitUntil(caches.delete(OFFER));
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(freshOrKept(request, SHELL, PAGE));
  else if (url.pathname === TEXTS) event.respondWith(freshOrKept(request, SHELL, TEXTS));
  else if (isOffered(url)) event.respondWith(freshOrKept(request, OFFER, url.pathname));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(keptOrFresh(request, url.pathname));
});

async function makeReady(paths) {
  const cache = await caches.open(SHELL);
  const wanted = [...new Set([PAGE, TEXTS, ...paths])];
  const known = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  const missing = wanted.filter((path) => [PAGE, TEXTS].includes(path) || !known.has(path));
  await Promise.allSettled(missing.map((path) => fetchInto(cache, path)));
  const old = [...known].filter((path) => path.startsWith("/assets/") && !wanted.includes(path));
  await Promise.all(old.map((path) => cache.delete(path)));
}

async function fetchInto(cache, path) {
  const answer = await fetch(path, { headers: path === PAGE ? { Accept: "text/html" } : {} });
  if (isWhole(answer)) await cache.put(path, answer);
}

// A redirect leads to the sign-in page, which is not the page that was asked for.
const isWhole = (answer) => answer.ok && !answer.redirected && answer.type === "basic";

async function freshOrKept(request, name, key) {
  const cache = await caches.open(name);
  const asked = fetch(request);
  try {
    const answer = await within(asked);
    if (isWhole(answer)) await cache.put(key, answer.clone());
    if (answer.status === 401) await caches.delete(OFFER);
    return answer;
  } catch {
    return (await cache.match(key, { ignoreVary: true })) || asked;
  }
}

// Names of scripts carry their content: one that is kept is the right one.
async function keptOrFresh(request, key) {
  const kept = await (await caches.open(SHELL)).match(key, { ignoreVary: true });
  return kept || fetch(request);
}

const within = (answer) =>
  Promise.race([answer, new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("no answer")))]);
