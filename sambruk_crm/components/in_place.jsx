import { useEffect, useRef, useState } from "react";

/**
 * A fact that is edited where it stands: Enter, leaving the field or the button saves, Escape takes back.
 * What is being typed lives here, so a reload from the server never disturbs it. The editor closes when the
 * server has answered that it saved; a refusal or somebody else's change is shown beside what was typed.
 */
export function InPlace({ name, label, value, kind, options, answer, readOnly, labels, onSave, children }) {
  const [draft, setDraft] = useState(null);
  const [base, setBase] = useState("");
  const [stamp, setStamp] = useState(0);
  const [back, setBack] = useState(false);
  const field = useRef(null);
  const pencil = useRef(null);
  const isOpen = draft !== null;
  const isMine = stamp !== 0 && answer && answer.stamp === stamp;
  const id = `fact-${name}`;

  useEffect(() => { if (isOpen) field.current?.focus(); }, [isOpen]);
  useEffect(() => { if (!isOpen && back) { pencil.current?.focus(); setBack(false); } }, [isOpen, back]);
  useEffect(() => {
    if (isMine && !answer.error && !answer.is_stale) { setDraft(null); setStamp(0); }
  }, [isMine, answer]);

  function open() { setDraft(value || ""); setBase(value || ""); setStamp(0); }
  function close(returns) { setBack(returns); setDraft(null); setStamp(0); }
  function save(from, returns) {
    if (draft === from) { close(returns); return; }
    const now = Date.now();
    setStamp(now);
    setBack(returns);
    onSave(name, draft, from, now);
  }
  function press(event) {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(true); }
    if (event.key === "Enter" && (kind !== "textarea" || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save(base, true);
    }
  }
  function leave(event) {
    if (event.currentTarget.contains(event.relatedTarget) || isMine) return;
    save(base, false);
  }

  if (!isOpen) {
    const mayClick = (event) => !readOnly && !event.target.closest("a") && !window.getSelection()?.toString();
    return (
      <div className={readOnly ? "in-place" : "in-place may-edit"} onClick={(event) => mayClick(event) && open()}>
        <span className="in-place-value">{value ? children : <span className="muted">{readOnly ? "–" : labels.add}</span>}</span>
        {!readOnly && (
          <button ref={pencil} type="button" className="in-place-pencil" aria-label={labels.edit} title={labels.edit}
            onClick={(event) => { event.stopPropagation(); open(); }}>
            <svg width="14" height="14" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2"
              strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
              <path d="M21.2 6.8a2.8 2.8 0 0 0-4-4L3.8 16.2a2 2 0 0 0-.5.8l-1.3 4.4a.5.5 0 0 0 .6.6l4.4-1.3a2 2 0 0 0 .8-.5z" />
            </svg>
          </button>
        )}
      </div>
    );
  }
  const called = (text) => options?.find((one) => one.value === text)?.label || text || "–";
  const shown = (text) => (kind === "several" ? (text || "").split("\n").map(called).join(", ") : called(text));
  const common = {
    ref: field, id, name, value: draft, className: "input", "aria-label": label,
    "aria-invalid": isMine && answer.error ? "true" : "false", "aria-describedby": `${id}-error`,
    onChange: (event) => setDraft(event.target.value), onKeyDown: press,
  };
  return (
    <div className="in-place-editor" onBlur={leave}>
      {kind === "textarea" ? <textarea {...common} rows={4} />
        : kind === "select" ? (
          <select {...common}>{options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}</select>
        ) : kind === "several" ? (
          <Several common={common} draft={draft} options={options} onDraft={setDraft} onPress={press} />
        ) : kind === "decimal" ? <input {...common} type="text" inputMode="decimal" />
          : <input {...common} type={kind || "text"} />}
      <span id={`${id}-error`} className="error" role={isMine && answer.error ? "alert" : undefined}>
        {isMine ? answer.error : ""}
      </span>
      {isMine && answer.is_stale ? (
        <div role="alert" className="notice bad in-place-both">
          <div>{labels.both}</div>
          <div><span className="muted">{labels.theirs}</span> <strong>{shown(answer.theirs)}</strong></div>
          <div><span className="muted">{labels.mine}</span> <strong>{shown(draft)}</strong></div>
          <div className="row">
            <button type="button" className="button" onClick={() => close(true)}>{labels.keep}</button>
            <button type="button" className="button primary" onClick={() => { setBase(answer.theirs); save(answer.theirs, true); }}>
              {labels.overwrite}
            </button>
          </div>
        </div>
      ) : (
        <div className="row">
          <button type="button" className="button primary" onClick={() => save(base, true)}>{labels.save}</button>
          <button type="button" className="button quiet" onClick={() => close(true)}>{labels.cancel}</button>
        </div>
      )}
    </div>
  );
}

/** Ticks for several options; the draft holds their values, one to a line, in the order of the options. */
function Several({ common, draft, options, onDraft, onPress }) {
  const chosen = draft.split("\n");
  const turn = (value) => {
    const has = (one) => (one === value ? !chosen.includes(one) : chosen.includes(one));
    onDraft(options.map((one) => one.value).filter(has).join("\n"));
  };
  return (
    <div role="group" aria-label={common["aria-label"]} aria-describedby={common["aria-describedby"]} className="stack">
      {options.map((one, at) => (
        <label key={one.value} className="check" onMouseDown={(event) => event.preventDefault()}>
          <input ref={at === 0 ? common.ref : undefined} type="checkbox" checked={chosen.includes(one.value)}
            onChange={() => turn(one.value)} onKeyDown={onPress} />
          {one.label}
        </label>
      ))}
    </div>
  );
}
