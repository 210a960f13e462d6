import { useEffect, useId, useRef, useState } from "react";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Finds a record by typing, in a cell. `control` is what any field of a cell has, `start` what stood there. Each change
 * goes out with the key that is chosen, or none; one from the list is chosen for good.
 */
export function CellLookup({ control, start, found, label, onSearch, onPick }) {
  const list = useId();
  const timer = useRef(null);
  const [typed, setTyped] = useState(start);
  const [asked, setAsked] = useState("");
  const [active, setActive] = useState(-1);
  useEffect(() => () => clearTimeout(timer.current), []);
  const rows = typed.trim() && asked === typed.trim() ? found || [] : [];

  const type = (event) => {
    const next = event.target.value;
    setTyped(next);
    setActive(-1);
    onPick("", next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { setAsked(next.trim()); if (next.trim()) onSearch(next.trim()); }, 150);
  };
  const pick = (row) => {
    setTyped(row.label);
    setAsked("");
    onPick(row.value, row.label, true);
  };
  const press = (event) => {
    if (rows.length && event.key in STEPS) {
      event.preventDefault();
      setActive((active + STEPS[event.key] + rows.length) % rows.length);
    } else if (event.key === "Enter" && rows[active]) {
      event.preventDefault();
      pick(rows[active]);
    } else control.onKeyDown(event);
  };
  return (
    <>
      <input
        {...control} type="text" role="combobox" autoComplete="off" value={typed} onChange={type} onKeyDown={press}
        aria-expanded={rows.length > 0} aria-controls={list} aria-autocomplete="list"
        aria-activedescendant={rows[active] ? `${list}-${active}` : undefined}
      />
      <ul id={list} role="listbox" className="options" hidden={!rows.length} aria-label={label}>
        {rows.map((row, at) => (
          <li
            key={row.value} id={`${list}-${at}`} role="option" aria-selected={at === active} className="option"
            onMouseDown={(event) => event.preventDefault()} onClick={() => pick(row)}
          >{row.label}</li>
        ))}
      </ul>
    </>
  );
}
