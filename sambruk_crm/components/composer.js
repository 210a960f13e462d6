// The composer is one line until somebody goes to it, chooses a kind, or had begun to write. Ctrl+Enter writes down.

const field = (form) => form.elements.text;
const chosen = (form) => form.querySelector("[name=kind]:checked");

// A to-do is asked for in other words than what has happened.
function ask(form) {
  const words = chosen(form)?.dataset.asks;
  if (!words) return;
  field(form).placeholder = words;
  field(form).setAttribute("aria-label", words);
}

// What is next gets the usual day of its type, in sight, until a day is chosen by hand.
function plan(form) {
  const days = [...form.querySelectorAll("[name=todo_in]")];
  if (form.dataset.day !== "usual" && days.some((day) => day.checked)) return;
  const type = form.elements.todo_type_id;
  const isNext = form.elements.next_step?.value.trim() || type?.value || chosen(form)?.value === "todo";
  const usual = type?.selectedOptions[0]?.dataset.dayOf || "none";
  for (const day of days) day.checked = Boolean(isNext) && day.value === usual;
  form.dataset.day = "usual";
}

function compose(kind, form, pause) {
  const radio = form?.querySelector(`[name=kind][value="${kind}"]`);
  if (!radio) return;
  radio.checked = true;
  form.dataset.open = "true";
  ask(form);
  plan(form);
  setTimeout(() => {
    field(form).focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }, pause);
}

function hear(event) {
  const form = event.target.closest?.("form.composer");
  if (!form) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape" && !field(form).value && !form.elements.next_step?.value) {
    delete form.dataset.open;
    document.activeElement?.blur();
  }
}

if (typeof document !== "undefined" && !window.__sambrukComposer) {
  window.__sambrukComposer = true;
  document.addEventListener("keydown", hear);
  document.addEventListener("focusin", (event) => {
    const form = event.target.closest?.("form.composer");
    if (!form) return;
    form.dataset.open = "true";
    ask(form);
  });
  document.addEventListener("change", (event) => {
    const { form, name } = event.target;
    if (name === "kind" && form?.matches(".composer")) ask(form);
    if (name === "todo_in" && form) form.dataset.day = "chosen";
    if (["kind", "todo_type_id"].includes(name) && form?.elements.todo_in) plan(form);
  });
  document.addEventListener("input", (event) => {
    if (event.target.name === "next_step" && event.target.form?.elements.todo_in) plan(event.target.form);
  });
  document.addEventListener("click", (event) => {
    const by = event.target.closest?.("[data-compose]");
    if (by && event.target.type !== "radio") {
      const pause = by.closest("[role=menu]") ? 200 : 0; // a menu gives the focus back while it closes
      compose(by.dataset.compose, document.querySelector("form.composer"), pause);
    }
  });
}
