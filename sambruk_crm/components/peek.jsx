// A record beside its list: Space on a row or its button opens it, the arrow keys go on, Escape leaves it.
import { useEffect } from "react";

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable], [role=dialog], [role=menu], [popover]");
const rowOf = (target) => target.closest?.(".list-table tbody tr[data-row-id]");
const nameOf = (row) => row?.querySelector(".lead a[href]");
const rowAt = (id) => document.querySelector(`.list-table tr[data-row-id="${id}"]`);
const onWideScreen = () => window.matchMedia("(min-width: 768px)").matches;

function beside(id, by) {
  const all = [...document.querySelectorAll(".list-table tbody tr[data-row-id]")];
  const at = all.findIndex((row) => row.dataset.rowId === String(id));
  return at < 0 ? undefined : all[at + by];
}

/** Stands in a list, and shows nothing. `chosen` is the key of the record that is shown, 0 for none. */
export function PeekKeys({ chosen, onLook, onClose }) {
  useEffect(() => {
    const row = chosen ? rowAt(chosen) : null;
    row?.setAttribute("data-peeked", "true");
    return () => row?.removeAttribute("data-peeked");
  }, [chosen]);
  useEffect(() => {
    const click = (event) => {
      const row = event.target.closest?.(".peek-open") && rowOf(event.target);
      if (row) onLook(Number(row.dataset.rowId));
    };
    const press = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key === " " && onWideScreen() && event.target === nameOf(rowOf(event.target))) {
        event.preventDefault();
        const id = Number(rowOf(event.target).dataset.rowId);
        if (id === chosen) onClose();
        else onLook(id);
      } else if (chosen && event.key in steps) {
        const row = beside(chosen, steps[event.key]);
        event.preventDefault();
        if (!row) return;
        nameOf(row)?.focus({ preventScroll: true });
        row.scrollIntoView({ block: "nearest" });
        onLook(Number(row.dataset.rowId));
      } else if (chosen && event.key === "Escape") {
        event.preventDefault();
        nameOf(rowAt(chosen))?.focus();
        onClose();
      }
    };
    document.addEventListener("click", click);
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("click", click);
      document.removeEventListener("keydown", press);
    };
  }, [chosen, onLook, onClose]);
  return null;
}
