import { useEffect, useRef } from "react";

/** Fills the form it stands in with what form_draft.js has kept of it, unless somebody is typing there already. */
export function KeptFields({ draft }) {
  const mark = useRef(null);
  useEffect(() => {
    const form = mark.current?.closest("form");
    if (!form || !draft || form.dataset.touched) return;
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(`sambruk-draft-${draft}`) ?? "null");
    } catch { /* a browser that keeps nothing */ }
    if (kept === null) return;
    form.dataset.filled = "true";
    for (const field of form.elements) {
      if (!field.name) continue;
      if (field.type === "radio") field.checked = field.value === (kept[field.name] ?? "");
      else if (field.type === "checkbox") field.checked = field.name in kept;
      else if (field.name in kept) field.value = kept[field.name];
    }
  }, [draft]);
  return <span ref={mark} hidden />;
}
