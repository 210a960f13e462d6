import { useState } from "react";

/**
 * A file that is sent as soon as it is chosen, to our own address with the browser's own session.
 * Refusals are said beside the field; the server's handler hears of the token of a file that was kept.
 */
export function FileUpload({ id, purpose, accept, labels, disabled, describedBy, onBrought }) {
  const [name, setName] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);

  const [over, setOver] = useState(false);

  async function chosen(event) {
    const input = event.target;
    await send(input.files?.[0]);
    input.value = "";
  }

  function dropped(event) {
    event.preventDefault();
    setOver(false);
    if (!disabled && !busy) send(event.dataTransfer.files?.[0]);
  }

  function dragged(event) {
    event.preventDefault();
    setOver(true);
  }

  async function send(file) {
    if (!file) return;
    setName(file.name);
    setError("");
    setBusy(true);
    try {
      const query = new URLSearchParams({ purpose, name: file.name });
      const answer = await fetch(`/api/files?${query}`, {
        method: "POST", body: file, headers: { "Content-Type": file.type || "application/octet-stream" },
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) onBrought(told.token, told.name);
      else setError(told.detail || labels.failed);
    } catch {
      setError(labels.failed);
    }
    setBusy(false);
  }

  return (
    <div className={over ? "file-drop is-over" : "file-drop"} onDragOver={dragged} onDragLeave={() => setOver(false)}
      onDrop={dropped}>
      <input id={id} type="file" accept={accept} onChange={chosen} disabled={disabled || busy}
        aria-invalid={error ? "true" : "false"} aria-describedby={`${id}-upload ${describedBy || ""}`} />
      <span id={`${id}-upload`} role={error ? "alert" : "status"} className={error ? "error" : "hint"}>
        {error || (busy ? labels.sending : name)}
      </span>
    </div>
  );
}
