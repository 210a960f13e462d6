// Check-ins that wait on this phone until the server has them. Each has a key of its own, made here, by which the
// server knows one that comes again: it may be sent as often as need be, and is one entry.

const KEPT = "sambruk-check-ins";
const PAUSE = 15_000;
const PATIENCE = 20_000;
const REFUSALS = [400, 403, 404, 413, 422];

const listeners = new Set();
const here = { raw: null, all: [] };
let delivered = [];
let hindrance = "";
let sending = null;
let underWay = null; // gives up the request that is being made
let isRunning = false;

const tell = () => {
  for (const listener of listeners) listener();
};

const read = () => {
  const raw = localStorage.getItem(KEPT) || "[]";
  if (raw !== here.raw) {
    here.raw = raw;
    try {
      here.all = JSON.parse(raw);
    } catch {
      here.all = [];
    }
  }
  return here.all;
};

const write = (items) => {
  localStorage.setItem(KEPT, JSON.stringify(items));
  tell();
};

const change = (key, values) => write(read().map((item) => (item.key === key ? { ...item, ...values } : item)));

// For React's useSyncExternalStore.
export const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const nothing = [];
export const waiting = () => (typeof localStorage === "undefined" ? nothing : read());
export const sentNow = () => delivered;
export const whyNotSent = () => hindrance;

export const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

// Keeps a check-in, or an edited one in place of itself, and sends it. Throws when the phone has no room for it.
export const keep = (item) => {
  const rest = read().filter((other) => other.key !== item.key);
  write([...rest, { ...item, state: "waiting", reason: "", errors: [] }]);
  send();
};

export const drop = (key) => write(read().filter((item) => item.key !== key));

export const send = () => {
  sending ??= alone(sendAll).finally(() => {
    sending = null;
    tell();
  });
  tell();
  return sending;
};
export const isSending = () => sending !== null;

// One tab at a time; without locks two may send the same one, which the server takes for one.
const alone = (work) => (navigator.locks ? navigator.locks.request(KEPT, work) : work());

const sendAll = async () => {
  hindrance = "";
  for (const item of read().filter((one) => one.state === "waiting")) {
    if (!(await sendOne(item))) return;
  }
};

// Tells whether the next one may be tried.
const sendOne = async (item) => {
  const body = { ...item.body, sender_key: item.key, written_by: item.user.id };
  underWay = new AbortController();
  const patience = setTimeout(() => underWay.abort(), PATIENCE);
  let answer;
  try {
    answer = await fetch("/api/phone/check-ins", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: underWay.signal,
    });
  } catch {
    return halt("offline");
  } finally {
    clearTimeout(patience);
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return arrived(item, said);
  if (answer.status === 401) return halt("signed_out");
  if (said.type === "about:another-user") {
    change(item.key, { state: "another_user" });
    return true;
  }
  if (!REFUSALS.includes(answer.status)) return halt("failing");
  change(item.key, { state: "refused", reason: said.detail || "", errors: said.errors || [] });
  return true;
};

const halt = (why) => {
  hindrance = why;
  return false;
};

const arrived = (item, said) => {
  delivered = [{ ...item, organisation_id: said.organisation_id }, ...delivered];
  drop(item.key);
  return true;
};

// Sends what waits as soon as there is hope: at once, when the net is back, when the page is looked at, now and then.
export const run = () => {
  if (isRunning) return;
  isRunning = true;
  const attempt = () => {
    if (read().some((item) => item.state === "waiting")) send();
  };
  const others = read().filter((item) => item.state === "another_user");
  for (const { key } of others) change(key, { state: "waiting" }); // perhaps they have signed in since
  window.addEventListener("online", async () => {
    underWay?.abort(); // one that was begun without a net may hang; sent twice, the server takes it for one
    await sending;
    attempt();
  });
  window.addEventListener("storage", (event) => event.key === KEPT && tell());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && attempt());
  setInterval(attempt, PAUSE);
  attempt();
};
