import { useEffect, useId, useState } from "react";

/** A picture that is chosen, sent to the server at once, and shown; the form gets the token of what was sent. */
export function LogoPicker({ name, token, address, labels, canEdit, onBring, onRemove }) {
  const id = useId();
  const [brought, setBrought] = useState(token || "");
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  useEffect(() => setBrought(token || ""), [token]);
  const shown = brought ? `/api/files/${brought}` : address;

  async function bring(event) {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (!file) return;
    setBusy(true);
    setProblem("");
    try {
      const answer = await fetch(`/api/files?purpose=logo&name=${encodeURIComponent(file.name)}`, {
        method: "POST", body: file, headers: { "Content-Type": file.type || "application/octet-stream" },
      });
      const told = await answer.json();
      if (!answer.ok) setProblem(told.errors?.[0]?.message || told.detail || told.title || labels.failed);
      else if (onBring) onBring(told.token);
      else setBrought(told.token);
    } catch {
      setProblem(labels.failed);
    }
    setBusy(false);
  }

  return (
    <div className="logo-picker" aria-busy={isBusy}>
      {shown && <img src={shown} alt={labels.logo} className="logo" onError={() => brought && setBrought("")} />}
      {name && <input type="hidden" name={name} value={brought} />}
      {canEdit && (
        <div className="row">
          <label className="button" htmlFor={id}>{shown ? labels.replace : labels.choose}</label>
          <input
            id={id} type="file" accept="image/png,image/jpeg,image/gif,image/webp" className="visually-hidden"
            onChange={bring} aria-describedby={`${id}-problem`}
          />
          {shown && (
            <button type="button" className="button quiet" onClick={() => { setBrought(""); onRemove?.(); }}>{labels.remove}</button>
          )}
        </div>
      )}
      <span id={`${id}-problem`} role="status" className={problem ? "error" : ""}>{problem}</span>
    </div>
  );
}
