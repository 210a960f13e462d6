import { useEffect, useId, useRef, useState } from "react";

/**
 * A field that finds a record by typing. The chosen key travels with the form in a hidden input.
 * What is typed stays here; the server only sends suggestions.
 */
export function Combobox({
  id, name, value, text, suggestions, labels, placeholder, disabled, invalid, describedBy, takesFocus, onSearch, onChoose, onCreate,
}) {
  const listId = useId();
  const [typed, setTyped] = useState(text || "");
  const [chosen, setChosen] = useState(value || "");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [asked, setAsked] = useState("");
  const timer = useRef(null);
  const input = useRef(null);

  useEffect(() => { setTyped(text || ""); setChosen(value || ""); }, [value, text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => { if (takesFocus) input.current?.focus(); }, []); // it may come later than the dialog it stands in

  const found = typed.trim() && asked === typed.trim() ? suggestions || [] : [];
  const canCreate = Boolean(onCreate && typed.trim() && !chosen);
  const rows = canCreate ? [...found, { value: "", label: labels.create.replace("{text}", typed.trim()), isNew: true }] : found;
  const isShown = isOpen && rows.length > 0;
  const optionId = (index) => `${listId}-${index}`;

  function type(next) {
    setTyped(next);
    setActive(-1);
    setOpen(true);
    if (chosen) { setChosen(""); onChoose?.("", ""); }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { setAsked(next.trim()); if (next.trim()) onSearch?.(next.trim()); }, 150);
  }

  function choose(row) {
    setOpen(false);
    setActive(-1);
    if (row.isNew) { onCreate(typed.trim()); return; }
    setTyped(row.label);
    setChosen(row.value);
    onChoose?.(row.value, row.label);
  }

  function press(event) {
    const last = rows.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      setActive((at) => (event.key === "ArrowDown" ? (at >= last ? 0 : at + 1) : (at <= 0 ? last : at - 1)));
    } else if (event.key === "Enter" && isShown && active >= 0) {
      event.preventDefault();
      choose(rows[active]);
    } else if (event.key === "Escape" && isShown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  }

  function leave() {
    setOpen(false);
    if (!chosen && found.length === 1 && found[0].label.toLowerCase() === typed.trim().toLowerCase()) choose(found[0]);
  }

  return (
    <div className="combobox">
      <input type="hidden" name={name} value={chosen} />
      <input
        ref={input} id={id} type="text" role="combobox" className="input" autoComplete="off" value={typed} placeholder={placeholder}
        disabled={disabled} aria-expanded={isShown} aria-controls={listId} aria-autocomplete="list"
        aria-activedescendant={isShown && active >= 0 ? optionId(active) : undefined}
        aria-invalid={invalid ? "true" : "false"} aria-describedby={describedBy}
        onChange={(event) => type(event.target.value)} onKeyDown={press} onBlur={leave}
        onFocus={(event) => event.target.select()}
      />
      <ul id={listId} role="listbox" className="options" hidden={!isShown} aria-label={labels.suggestions}>
        {rows.map((row, index) => (
          <li
            key={row.isNew ? "new" : row.value} id={optionId(index)} role="option" aria-selected={index === active}
            className="option"
            onMouseDown={(event) => event.preventDefault()} onClick={() => choose(row)}
          >
            {row.label}
          </li>
        ))}
      </ul>
      <span role="status" className="visually-hidden">
        {isOpen && typed.trim() && asked === typed.trim()
          ? (found.length ? labels.count.replace("{count}", found.length) : labels.none) : ""}
      </span>
    </div>
  );
}
