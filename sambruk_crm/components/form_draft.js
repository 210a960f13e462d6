// Keeps what is typed into a form for a new record in this browser, per form and user, so that it outlives an error, a
// lost connection, a reload and a restart of the server. state/records/drafts.py fills the form with it again. It is
// forgotten when the form is saved or thrown away, and at sign-out (search_box.js).

const place = (form) => `sambruk-draft-${form.dataset.draft}`;

function keep(form) {
  if (!form.isConnected || !form.dataset.touched) return;
  if (!form.dataset.draft) return setTimeout(keep, 300, form); // whose it is comes with the page's own loading
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value) values[name] = name in values ? `${values[name]},${value}` : value;
  }
  for (const box of form.querySelectorAll("[role=combobox]")) if (box.value) values[`${box.id}_text`] = box.value;
  try {
    if (Object.keys(values).some((name) => !form.dataset.given?.split(" ").includes(name))) {
      localStorage.setItem(place(form), JSON.stringify(values));
    } else localStorage.removeItem(place(form));
  } catch { /* a browser that keeps nothing */ }
}

function hear(event) {
  const form = event.target.closest?.("form[data-draft]");
  if (!form || event.target.closest("[data-discard]")) return;
  copy(event.target.closest("[data-copy-to]"), form);
  form.dataset.touched = "true";
  for (const pause of [0, 700]) setTimeout(keep, pause, form);
}

// Fills one address with another as it stands in the form now.
function copy(button, form) {
  if (!button) return;
  for (const part of ["street", "postal_code", "city"]) {
    const [from, to] = [`${button.dataset.copyFrom}_${part}`, `${button.dataset.copyTo}_${part}`].map((name) => form.elements[name]);
    if (from && to) to.value = from.value;
  }
}

if (typeof document !== "undefined" && !window.__sambrukFormDraft) {
  window.__sambrukFormDraft = true;
  document.addEventListener("input", hear);
  document.addEventListener("change", hear);
  document.addEventListener("click", (event) => { if (event.target.closest?.("button, [role=option]")) hear(event); });
  window.addEventListener("pagehide", () => document.querySelectorAll("form[data-draft]").forEach(keep));
}
