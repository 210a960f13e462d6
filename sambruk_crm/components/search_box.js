// What the search box does without the server: keys, commands, and which records this person had open in this browser.

const PAGES = /^\/(organisation|person|deal|lead|contract|service)s\/(\d+)\/?$/;
const KEPT = 8;
const place = (userId) => `sambruk-recent-${userId}`;

/** Give the records this person had open, the last one first, as "noun:key"; their names stay on the server. */
export function opened(userId) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(userId)) || "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** Note that a record's page is open. */
export function remember(userId, path) {
  const found = PAGES.exec(path);
  if (!found || !userId) return;
  const record = `${found[1]}:${found[2]}`;
  const kept = [record, ...opened(userId).filter((each) => each !== record)].slice(0, KEPT);
  try { localStorage.setItem(place(userId), JSON.stringify(kept)); } catch { /* a browser that keeps nothing */ }
}

const isTyping = (target) => Boolean(target.closest?.("input, textarea, select, [contenteditable]"));

/** Tell whether a key asks for the search: Ctrl or Cmd with K anywhere, a slash where nothing is typed. */
export function isChord(event) {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") return true;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  return !isTyping(event.target) && !document.querySelector("dialog[open], [role=dialog][data-state=open]");
}

const folded = (text) =>
  text.toLowerCase().replaceAll("ø", "o").replaceAll("æ", "ae").normalize("NFKD").replace(/\p{M}/gu, "");

/** Give the commands that fit: those that begin so, and those of which every word typed begins a word. */
export function ranked(commands, typed) {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const first = [], later = [];
  for (const command of commands) {
    const name = folded(command.label);
    const known = `${name} ${folded(command.words || "")}`.split(/[\s:]+/);
    if (name.startsWith(words.join(" "))) first.push(command);
    else if (words.every((word) => known.some((each) => each.startsWith(word)))) later.push(command);
  }
  return [first, later];
}

// Whoever signs out leaves nothing behind in this browser.
if (typeof document !== "undefined" && !window.__sambrukForgets) {
  window.__sambrukForgets = true;
  document.addEventListener("submit", (event) => {
    if (!event.target.action?.endsWith("/auth/logout")) return;
    document.querySelectorAll("form[data-draft]").forEach((form) => delete form.dataset.touched);
    for (const key of Object.keys(localStorage)) if (/^sambruk-(recent|draft)-/.test(key)) localStorage.removeItem(key);
  }, true);
}
