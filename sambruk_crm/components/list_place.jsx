// Back to the same place: a list opened from one of its records scrolls to that record and has it in focus.
import { useEffect } from "react";

const KEY = "sambruk-list-place";
const WAIT = 4000;

function here() {
  return window.location.pathname.replace(/\/$/, "") + window.location.search;
}

/** Remember which record of which list is being opened, or left for its list. */
function remember(event) {
  const link = event.target.closest?.("a[href]");
  const row = link?.closest("[data-row-id]");
  if (row) {
    sessionStorage.setItem(KEY, JSON.stringify({ list: here(), id: row.dataset.rowId }));
  } else if (link?.closest(".record-way") && link.dataset.back !== undefined) {
    const list = link.getAttribute("href");
    sessionStorage.setItem(KEY, JSON.stringify({ list, id: window.location.pathname.split("/").pop() }));
  }
}

function find(id) {
  return document.querySelector(`[data-row-id="${CSS.escape(id)}"]`);
}

/** Go to the record that was left, once its row is there; give what stops waiting for it. */
function goBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  if (kept === null || kept.list !== here()) return () => {};
  const began = performance.now();
  let frame = 0;
  const look = () => {
    const row = find(kept.id);
    if (row === null) {
      if (performance.now() - began < WAIT) frame = requestAnimationFrame(look);
      return;
    }
    row.scrollIntoView({ block: "center" });
    row.querySelector("a[href]")?.focus({ preventScroll: true });
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}

if (typeof document !== "undefined") document.addEventListener("click", remember, true);

/** Stands in a list, and shows nothing: brings the reader back to the record they come from. */
export function ListPlace() {
  useEffect(() => goBack(), []);
  return null;
}
