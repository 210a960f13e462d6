// Keys of a page that lists them under "?". They only press what is on it, and can be switched off there: whatever
// carries data-key is pressed by that key, and a to-do in focus has keys of its own.

const stored = "sambruk-todo-keys";
const isOn = () => localStorage.getItem(stored) !== "off";
const rows = () => [...document.querySelectorAll("[data-todo-list] [data-todo-id]")];
let place = 0;

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable], [role=dialog], [role=menu], [popover]");
const brackets = ["[", "]"]; // many keyboards write them with AltGr or Option

function step(by) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.indexOf(document.activeElement?.closest?.("[data-todo-id]"));
  const next = at >= 0 ? at + by : Math.min(place, all.length - 1);
  place = Math.max(0, Math.min(next, all.length - 1));
  all[place].focus();
  all[place].scrollIntoView({ block: "nearest" });
}

function press(selector, within) {
  const found = within.querySelector(selector);
  if (!found || found.disabled) return;
  if (found.getAttribute("aria-haspopup") === "menu") {
    found.focus();
    found.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    return;
  }
  found.click();
}

// Shows the empty facts too, and opens the first one.
function edit() {
  press("[data-unfold][aria-expanded=false]", document);
  press("#facts .in-place-pencil", document);
}

const actions = { c: "close", x: "next", e: "edit", o: "open", p: "postpone", m: "choose" };
const pressable = (key) => (brackets.includes(key) || /^\w$/.test(key) ? `[data-key="${key}"]` : null);

function hear(event) {
  const key = event.key;
  const isChord = (event.ctrlKey || event.metaKey || event.altKey) && !brackets.includes(key);
  if (event.defaultPrevented || isChord || !document.querySelector("[data-keys]")) return;
  if (isTyping(event.target) || document.querySelector("[role=dialog][data-state=open], [role=alertdialog]")) return;
  const row = event.target.closest?.("[data-todo-id]");
  const own = pressable(key);
  if (key === "?") document.querySelector("[data-keys]").click();
  else if (!isOn()) return;
  else if (key === "j" || (key === "ArrowDown" && row)) step(1);
  else if (key === "k" || (key === "ArrowUp" && row)) step(-1);
  else if (row && actions[key]) press(`[data-action=${actions[key]}]`, row);
  else if (own && document.querySelector(own)) press(own, document);
  else if (key === "e" && document.querySelector("[data-unfold]")) edit();
  else if (key === "n") press("[data-action=new]", document);
  else if (key === "u") press(".undo-bar .button", document);
  else return;
  event.preventDefault();
}

// A row that was put off goes elsewhere; the next j or k goes on from where it was.
function remember(event) {
  const row = event.target.closest?.("[data-todo-id]");
  if (row) place = Math.max(0, rows().indexOf(row));
}

if (typeof document !== "undefined" && !window.__sambrukKeys) {
  window.__sambrukKeys = true;
  document.addEventListener("keydown", hear);
  document.addEventListener("focusin", remember);
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-keys-switch]")) localStorage.setItem(stored, event.target.checked ? "on" : "off");
  });
  document.addEventListener("toggle", (event) => {
    const box = event.target.querySelector?.("[data-keys-switch]");
    if (box) box.checked = isOn();
  }, true);
}
