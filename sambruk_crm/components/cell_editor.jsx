import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { CellLookup } from "./cell_lookup.jsx";
import { CellSeveral } from "./cell_several.jsx";

const editable = (target) => target.closest?.("td[data-edit]");
const cellsOf = (table) => [...table.querySelectorAll("td[data-edit]")].filter((cell) => cell.offsetParent !== null);
const nameIn = (row) => row?.querySelector(".lead a[href]");
const calledIn = (cell) => [...cell.querySelectorAll("li")].map((one) => (one.querySelector("a") || one).innerText.trim());
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };
const LINES = { ArrowDown: 1, ArrowUp: -1 };

function goTo(place) {
  if (place.matches("td")) place.tabIndex = -1;
  place.focus();
}

/** From the name of a row the right arrow goes to what can be written of it, and from there the arrows go on. */
function beyond(cells, row, at, key) {
  const inRow = cells.filter((cell) => row.contains(cell) && !cell.matches(".lead"));
  const here = inRow.indexOf(at);
  if (key in STEPS) return here === 0 && key === "ArrowLeft" ? nameIn(row) : inRow[here + STEPS[key]];
  if (here < 0 || !(key in LINES)) return undefined;
  const column = cells.filter((cell) => cell.dataset.edit === at.dataset.edit);
  return column[column.indexOf(at) + LINES[key]];
}

/**
 * Edits the cells of a table where they stand: a double click, Enter in the cell or F2 in a row opens it; Enter saves,
 * Tab saves and goes to the next, Escape takes back. What is typed lives here until the server has answered that it
 * saved; a refusal or somebody else's change is shown below it. Each cell says its field (data-edit) and its value as
 * it is typed (data-value); `cells` says by field the name, the control and the options. What points to a record is
 * chosen among those of `choices`, or found by typing; of several its value has the keys, and its lines the names.
 */
export function CellEditor({ cells, answer, labels, choices, found, onSearch, onSave }) {
  const place = useRef(null);
  const field = useRef(null);
  const [at, setAt] = useState(null);
  const [draft, setDraft] = useState("");
  const written = useRef("");
  const [isUnknown, setUnknown] = useState(false); // something was typed that names no record
  const words = useRef("");
  const [stamp, setStamp] = useState(0);
  const next = useRef(null);
  const left = useRef(null);
  const isMine = stamp !== 0 && answer && answer.stamp === stamp;
  const table = () => place.current?.parentElement.querySelector("table");

  const write = (value, text = "") => {
    written.current = value;
    words.current = text;
    setDraft(value);
    setUnknown(false);
  };
  const open = (cell) => {
    const row = cell?.closest("[data-row-id]");
    const inside = cell?.querySelector(".cell-place");
    if (!row || !inside || !cells[cell.dataset.edit]) return;
    setAt({ cell, place: inside, row: Number(row.dataset.rowId), name: cell.dataset.edit, base: cell.dataset.value || "", text: cell.innerText.trim(), names: calledIn(cell) });
    write(cell.dataset.value || "");
    setStamp(0);
  };
  // One that waits for its answer is followed by the next; one that was refused stays.
  const ask = (cell) => {
    if (stamp && !isMine) next.current = cell;
    else if (isUnknown || (isMine && (answer.error || answer.is_stale))) field.current?.focus();
    else open(cell);
  };
  const close = () => {
    left.current = at?.cell;
    setAt(null);
    setStamp(0);
    setUnknown(false);
  };
  const beside = (step) => {
    const all = cellsOf(table());
    return all[all.indexOf(at.cell) + step] ?? null;
  };
  const save = (base, then) => {
    next.current = then;
    const names = shown.kind === "several" || (shown.kind === "lookup" && !written.current);
    if (names && words.current.trim()) { setUnknown(true); return; }
    if (written.current === base) { finish(); return; }
    const now = Date.now();
    setStamp(now);
    onSave(at.row, at.name, written.current, base, now);
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
      ask(cell);
    };
    const key = (event) => {
      const row = event.target.closest?.("[data-row-id]");
      const isCell = event.target.matches?.("td[data-edit]");
      if (!row || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".cell-editor")) return;
      const cells = cellsOf(inside);
      if (event.key === "F2" || (event.key === "Enter" && isCell)) {
        const wanted = isCell ? event.target : cells.find((cell) => row.contains(cell));
        if (!wanted) return;
        event.preventDefault();
        ask(wanted);
        return;
      }
      const to = (isCell || event.target === nameIn(row)) && beyond(cells, row, event.target, event.key);
      if (!to) return;
      event.preventDefault();
      goTo(to);
    };
    inside.addEventListener("dblclick", double);
    inside.addEventListener("keydown", key);
    return () => { inside.removeEventListener("dblclick", double); inside.removeEventListener("keydown", key); };
  });
  useEffect(() => {
    if (at) {
      field.current?.focus();
      field.current?.select?.();
    } else if (left.current) { // only now: while the field is there, losing the focus saves
      if (document.activeElement === document.body && left.current.isConnected) goTo(left.current);
      left.current = null;
    }
  }, [at]);
  useEffect(() => { if (isMine && !answer.error && !answer.is_stale) finish(); }, [isMine, answer]);

  const shown = at && cells[at.name];
  const isStale = isMine && answer.is_stale && !answer.error;
  const error = isUnknown ? labels.choose : isMine && answer.error;
  const none = shown?.mayBeEmpty ? [{ value: "", label: "–" }] : [];
  const options = shown?.choices ? [...none, ...(choices?.[shown.choices] || [])] : shown?.options || [];
  if (at && shown.choices && !options.some((one) => one.value === at.base)) options.push({ value: at.base, label: at.text });
  const theirs = isStale && (answer.shown || options.find((one) => one.value === answer.theirs)?.label || answer.theirs || "–");
  const hear = (event) => {
    event.stopPropagation();
    if (event.key === "Escape") { event.preventDefault(); close(); }
  };
  const press = (event) => {
    if (event.key === "Enter" && !(shown.kind === "textarea" && event.shiftKey)) { event.preventDefault(); save(at.base, null); }
    if (event.key === "Tab" && !isStale) { event.preventDefault(); save(at.base, beside(event.shiftKey ? -1 : 1)); }
  };
  const leave = (event) => {
    if (event.currentTarget.contains(event.relatedTarget) || isMine || isUnknown) return;
    save(at.base, null);
  };
  const control = shown && {
    ref: field, value: draft, className: "input", "aria-label": shown.title,
    "aria-invalid": error ? "true" : "false", "aria-describedby": "cell-error",
    onChange: (event) => write(event.target.value), onKeyDown: press,
  };
  return (
    <>
      <span ref={place} hidden />
      {at && createPortal(
        <div className="cell-editor" onBlur={leave} onKeyDown={hear} onPointerDown={(event) => event.stopPropagation()}>
          {shown.kind === "lookup" ? (
            <CellLookup
              key={`${at.row}-${at.name}`} control={control} start={at.base ? at.text : ""} found={found} label={labels.found}
              onSearch={(text) => onSearch(shown.choices, text)}
              onPick={(value, text, isChosen) => { write(value, text); if (isChosen) save(at.base, null); }}
            />
          ) : shown.kind === "several" ? (
            <CellSeveral
              key={`${at.row}-${at.name}`} control={control} found={found} labels={labels}
              held={at.base.split(",").filter(Boolean).map((value, index) => ({ value, label: at.names[index] || value }))}
              options={shown.isFound ? null : choices?.[shown.choices] || []}
              onSearch={(text) => onSearch(shown.choices, text)} onChange={write}
            />
          ) : shown.kind === "textarea" ? <textarea {...control} rows={3} />
            : shown.kind === "select" ? (
              <select {...control}>{options.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</select>
            ) : <input {...control} type={shown.kind} />}
          {error ? <span id="cell-error" className="error" role="alert">{error}</span> : null}
          {isStale ? (
            <div role="alert" className="notice bad in-place-both">
              <div>{labels.both}</div>
              <div><span className="muted">{labels.theirs}</span> <strong>{theirs}</strong></div>
              <div className="row">
                <button type="button" className="button" onClick={close}>{labels.keep}</button>
                <button type="button" className="button primary" onClick={() => { setAt({ ...at, base: answer.theirs }); save(answer.theirs, null); }}>
                  {labels.overwrite}
                </button>
              </div>
            </div>
          ) : null}
        </div>,
        at.place,
      )}
    </>
  );
}
