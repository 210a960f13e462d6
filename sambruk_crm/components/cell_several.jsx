import { useState } from "react";
import { Rows, useAsking, useRows } from "./lookup.jsx";

const has = (rows, row) => rows.some((one) => one.value === row.value);

/**
 * Several records in one cell, as chips: typing finds more among `options`, or on the server where there are too many
 * for a list; the arrow shows all, Backspace in the empty field takes the last one off. Each change goes out with the
 * keys of all, and with what is typed and names none.
 */
export function CellSeveral({ control, held, options, found, labels, onSearch, onChange }) {
  const [chosen, setChosen] = useState(held);
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const asking = useAsking(onSearch);
  const wanted = typed.trim().toLocaleLowerCase();
  const fitting = options ? options.filter((one) => one.label.toLocaleLowerCase().includes(wanted)) : asking.isAnswered(typed) ? found || [] : [];
  const rows = fitting.filter((one) => !has(chosen, one));
  const isShown = isOpen && rows.length > 0;
  const put = (next) => {
    setChosen(next);
    setTyped("");
    setOpen(false);
    at.setActive(-1);
    onChange(next.map((one) => one.value).join(","), "");
  };
  const add = (row) => put([...chosen, row]);
  const at = useRows({ rows, isShown, onOpen: options && (() => setOpen(true)), onPick: add });

  const type = (event) => {
    setTyped(event.target.value);
    setOpen(event.target.value.trim() !== "");
    at.setActive(-1);
    onChange(chosen.map((one) => one.value).join(","), event.target.value);
    if (!options) asking.ask(event.target.value);
  };
  const press = (event) => {
    if (event.key === "Backspace" && !typed && chosen.length) put(chosen.slice(0, -1));
    else if (!at.press(event)) control.onKeyDown(event);
  };
  return (
    <>
      <ul className="label-list" aria-label={control["aria-label"]}>
        {chosen.map((one) => (
          <li key={one.value} className="row">
            <span className="badge">{one.label}</span>
            <button
              type="button" className="label-off" aria-label={labels.remove.replace("{name}", one.label)}
              onMouseDown={(event) => event.preventDefault()} onClick={() => put(chosen.filter((other) => other !== one))}
            >×</button>
          </li>
        ))}
      </ul>
      <input {...control} {...at.field} value={typed} placeholder={labels.add} onChange={type} onKeyDown={press} />
      <Rows at={at} rows={rows} isShown={isShown} label={labels.found} onPick={add} />
      <span role="status" className="visually-hidden">{chosen.map((one) => one.label).join(", ")}</span>
    </>
  );
}
