// Keeps what is typed into the to-do form in the tab's session storage, so that it outlives a reload of the page and a
// restart of the server. state/todos/form.py opens the form with it again, and empties it when the form is left or saved.

const kept = "sambruk-todo-draft";

function keep(form) {
  if (!form.isConnected || form.closest("[role=dialog]")?.dataset.state !== "open") return;
  form.dataset.kept = "true";
  const values = Object.fromEntries(new FormData(form));
  for (const box of form.querySelectorAll("[role=combobox]")) values[`${box.id}_text`] = box.value;
  sessionStorage.setItem(kept, JSON.stringify(values));
}

function hear(event) {
  const form = event.target.closest?.("form.todo-form");
  if (form && !event.target.closest("button")) setTimeout(keep, 0, form);
}

if (typeof document !== "undefined" && !window.__sambrukTodoDraft) {
  window.__sambrukTodoDraft = true;
  for (const kind of ["input", "change", "click", "keyup"]) document.addEventListener(kind, hear);
}
