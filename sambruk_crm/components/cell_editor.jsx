import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const editable = (target) => target.closest?.("td[data-edit]");
const cellsOf = (table) => [...table.querySelectorAll("td[data-edit]")].filter((cell) => cell.offsetParent !== null);

/**
 * Edits the cells of a table where they stand: a double click, or Enter or F2 in a row, opens the cell; Enter saves,
 * Tab saves and goes to the next, Escape takes back. What is typed lives here until the server has answered that it
 * saved; a refusal or somebody else's change is shown below it. Each cell says its field (data-edit) and its value as
 * it is typed (data-value); `cells` says by field the name, the control and the choices.
 */
export function CellEditor({ cells, answer, labels, onSave }) {
  const place = useRef(null);
  const field = useRef(null);
  const [at, setAt] = useState(null);
  const [draft, setDraft] = useState("");
  const [stamp, setStamp] = useState(0);
  const next = useRef(null);
  const isMine = stamp !== 0 && answer && answer.stamp === stamp;
  const table = () => place.current?.parentElement.querySelector("table");

  const open = (cell) => {
    const row = cell?.closest("[data-row-id]");
    if (!row || !cells[cell.dataset.edit]) return;
    setAt({ cell, row: Number(row.dataset.rowId), name: cell.dataset.edit, base: cell.dataset.value || "" });
    setDraft(cell.dataset.value || "");
    setStamp(0);
  };
  const close = () => {
    const link = at?.cell.closest("tr")?.querySelector("a[href]");
    setAt(null);
    setStamp(0);
    link?.focus({ preventScroll: true });
  };
  const beside = (step) => {
    const all = cellsOf(table());
    return all[all.indexOf(at.cell) + step] ?? null;
  };
  const save = (base, then) => {
    next.current = then;
    if (draft === base) { finish(); return; }
    const now = Date.now();
    setStamp(now);
    onSave(at.row, at.name, draft, base, now);
  };
  const finish = () => {
    const then = next.current;
    next.current = null;
    if (then) open(then); else close();
  };

  useEffect(() => {
    const inside = table();
    if (!inside) return undefined;
    const double = (event) => {
      const cell = editable(event.target);
      if (!cell || event.target.closest("a, button, input, select")) return;
      event.preventDefault();
      window.getSelection()?.removeAllRanges();
      open(cell);
    };
    const key = (event) => {
      if (event.key !== "F2") return;
      const row = event.target.closest?.("[data-row-id]");
      const first = row && cellsOf(inside).find((cell) => row.contains(cell));
      if (!first) return;
      event.preventDefault();
      open(first);
    };
    inside.addEventListener("dblclick", double);
    inside.addEventListener("keydown", key);
    return () => { inside.removeEventListener("dblclick", double); inside.removeEventListener("keydown", key); };
  });
  useEffect(() => { if (at) { field.current?.focus(); field.current?.select?.(); } }, [at]);
  useEffect(() => { if (isMine && !answer.error && !answer.is_stale) finish(); }, [isMine, answer]);

  const shown = at && cells[at.name];
  const press = (event) => {
    event.stopPropagation();
    if (event.key === "Escape") { event.preventDefault(); close(); }
    if (event.key === "Enter" && !(shown.kind === "textarea" && event.shiftKey)) { event.preventDefault(); save(at.base, null); }
    if (event.key === "Tab") { event.preventDefault(); save(at.base, beside(event.shiftKey ? -1 : 1)); }
  };
  const leave = (event) => {
    if (event.currentTarget.contains(event.relatedTarget) || isMine) return;
    save(at.base, null);
  };
  const control = shown && {
    ref: field, value: draft, className: "input", "aria-label": shown.title,
    "aria-invalid": isMine && answer.error ? "true" : "false",
    onChange: (event) => setDraft(event.target.value), onKeyDown: press,
  };
  return (
    <>
      <span ref={place} hidden />
      {at && createPortal(
        <div className="cell-editor" onBlur={leave} onPointerDown={(event) => event.stopPropagation()}>
          {shown.kind === "textarea" ? <textarea {...control} rows={3} />
            : shown.kind === "select" ? (
              <select {...control}>{shown.options.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</select>
            ) : <input {...control} type={shown.kind} />}
          {isMine && answer.error ? <span className="error" role="alert">{answer.error}</span> : null}
          {isMine && answer.is_stale && !answer.error ? (
            <div role="alert" className="notice bad in-place-both">
              <div>{labels.both}</div>
              <div><span className="muted">{labels.theirs}</span> <strong>{answer.theirs || "–"}</strong></div>
              <div className="row">
                <button type="button" className="button" onClick={close}>{labels.keep}</button>
                <button type="button" className="button primary" onClick={() => { setAt({ ...at, base: answer.theirs }); save(answer.theirs, null); }}>
                  {labels.overwrite}
                </button>
              </div>
            </div>
          ) : null}
        </div>,
        at.cell,
      )}
    </>
  );
}
