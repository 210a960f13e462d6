import { useEffect, useId, useRef, useState } from "react";

const WAIT = 150; // milliseconds after the last letter

/** Asks for suggestions when a text has been typed; those that are there may still be the ones for an earlier text. */
export function useAsking(onSearch) {
  const timer = useRef(null);
  const [asked, setAsked] = useState("");
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = (text) => {
    const wanted = text.trim();
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { setAsked(wanted); if (wanted) onSearch?.(wanted); }, WAIT);
  };
  return { ask, forget: () => setAsked(""), isAnswered: (text) => text.trim() !== "" && asked === text.trim() };
}

/** Goes through the rows below a field by the arrows, of which Enter picks one; `field` is what the field says of it. */
export function useRows({ rows, isShown, onOpen, onPick }) {
  const list = useId();
  const [active, setActive] = useState(-1);
  const press = (event) => {
    const last = rows.length - 1;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (onOpen || rows.length)) {
      event.preventDefault();
      onOpen?.();
      setActive((at) => (event.key === "ArrowDown" ? (at >= last ? 0 : at + 1) : (at <= 0 ? last : at - 1)));
    } else if (event.key === "Enter" && isShown && rows[active]) {
      event.preventDefault();
      onPick(rows[active]);
    } else return false;
    return true;
  };
  const field = {
    type: "text", role: "combobox", autoComplete: "off", "aria-expanded": isShown, "aria-controls": list, "aria-autocomplete": "list",
    "aria-activedescendant": isShown && rows[active] ? `${list}-${active}` : undefined,
  };
  return { list, active, setActive, press, field };
}

/** The rows, of which the mouse picks one without taking the focus. */
export function Rows({ at, rows, isShown, label, onPick }) {
  useEffect(() => {
    if (isShown && at.active >= 0) document.getElementById(`${at.list}-${at.active}`)?.scrollIntoView({ block: "nearest" });
  }, [isShown, at.list, at.active]);
  return (
    <ul id={at.list} role="listbox" className="options" hidden={!isShown} aria-label={label}>
      {rows.map((row, index) => (
        <li
          key={row.isNew ? "new" : row.value} id={`${at.list}-${index}`} role="option" aria-selected={index === at.active} className="option"
          onMouseDown={(event) => event.preventDefault()} onClick={() => onPick(row)}
        >{row.label}</li>
      ))}
    </ul>
  );
}
