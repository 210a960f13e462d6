// Keys for lists of to-dos. They only press the buttons that are there, and can be switched off under "?".

const stored = "sambruk-todo-keys";
const isOn = () => localStorage.getItem(stored) !== "off";
const rows = () => [...document.querySelectorAll("[data-todo-list] [data-todo-id]")];
let place = 0;

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable], [role=dialog], [role=menu], [popover]");

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

const actions = { c: "close", x: "next", e: "edit", o: "open", p: "postpone", m: "choose" };

function hear(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !document.querySelector("[data-todo-keys]")) return;
  if (isTyping(event.target) || document.querySelector("[role=dialog][data-state=open]")) return;
  const row = event.target.closest?.("[data-todo-id]");
  const key = event.key;
  if (key === "?") document.querySelector("[data-todo-keys]").click();
  else if (!isOn()) return;
  else if (key === "j" || (key === "ArrowDown" && row)) step(1);
  else if (key === "k" || (key === "ArrowUp" && row)) step(-1);
  else if (key === "n") press("[data-action=new]", document);
  else if (key === "u") press(".undo-bar .button", document);
  else if (row && actions[key]) press(`[data-action=${actions[key]}]`, row);
  else return;
  event.preventDefault();
}

// A row that was put off goes elsewhere; the next j or k goes on from where it was.
function remember(event) {
  const row = event.target.closest?.("[data-todo-id]");
  if (row) place = Math.max(0, rows().indexOf(row));
}

if (typeof document !== "undefined" && !window.__sambrukTodoKeys) {
  window.__sambrukTodoKeys = true;
  document.addEventListener("keydown", hear);
  document.addEventListener("focusin", remember);
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-todo-keys-switch]")) localStorage.setItem(stored, event.target.checked ? "on" : "off");
  });
  document.addEventListener("toggle", (event) => {
    const box = event.target.querySelector?.("[data-todo-keys-switch]");
    if (box) box.checked = isOn();
  }, true);
}
