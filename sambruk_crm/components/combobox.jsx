import { useEffect, useRef, useState } from "react";
import { Rows, useAsking, useRows } from "./lookup.jsx";

/**
 * A field that finds a record by typing. The chosen key travels with the form in a hidden input.
 * What is typed stays here; the server only sends suggestions.
 */
export function Combobox({
  id, name, value, text, suggestions, labels, placeholder, disabled, invalid, describedBy, takesFocus, onSearch, onChoose, onCreate,
}) {
  const [typed, setTyped] = useState(text || "");
  const [chosen, setChosen] = useState(value || "");
  const [isOpen, setOpen] = useState(false);
  const asking = useAsking(onSearch);
  const input = useRef(null);

  useEffect(() => { setTyped(text || ""); setChosen(value || ""); }, [value, text]);
  useEffect(() => { if (takesFocus) input.current?.focus(); }, []); // it may come later than the dialog it stands in

  const found = asking.isAnswered(typed) ? suggestions || [] : [];
  const canCreate = Boolean(onCreate && typed.trim() && !chosen);
  const rows = canCreate ? [...found, { value: "", label: labels.create.replace("{text}", typed.trim()), isNew: true }] : found;
  const isShown = isOpen && rows.length > 0;
  const at = useRows({ rows, isShown, onOpen: () => setOpen(true), onPick: choose });

  function type(next) {
    setTyped(next);
    at.setActive(-1);
    setOpen(true);
    if (chosen) { setChosen(""); onChoose?.("", ""); }
    asking.ask(next);
  }

  function choose(row) {
    setOpen(false);
    at.setActive(-1);
    if (row.isNew) { onCreate(typed.trim()); return; }
    setTyped(row.label);
    setChosen(row.value);
    onChoose?.(row.value, row.label);
  }

  function press(event) {
    if (at.press(event) || event.key !== "Escape" || !isShown) return;
    event.preventDefault();
    event.stopPropagation();
    setOpen(false);
  }

  function leave() {
    setOpen(false);
    if (!chosen && found.length === 1 && found[0].label.toLowerCase() === typed.trim().toLowerCase()) choose(found[0]);
  }

  return (
    <div className="combobox">
      <input type="hidden" name={name} value={chosen} />
      <input
        ref={input} id={id} {...at.field} className="input" value={typed} placeholder={placeholder} disabled={disabled}
        aria-invalid={invalid ? "true" : "false"} aria-describedby={describedBy}
        onChange={(event) => type(event.target.value)} onKeyDown={press} onBlur={leave}
        onFocus={(event) => event.target.select()}
      />
      <Rows at={at} rows={rows} isShown={isShown} label={labels.suggestions} onPick={choose} />
      <span role="status" className="visually-hidden">
        {isOpen && asking.isAnswered(typed)
          ? (found.length ? labels.count.replace("{count}", found.length) : labels.none) : ""}
      </span>
    </div>
  );
}
