// Writes a day into the to-do form: one of those that are offered, or the usual one of the type that is chosen.

function write(form, day, time) {
  for (const [name, value] of [["remind_on", day], ["remind_time", time]]) {
    form.elements[name].value = value;
    form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function offered(form, name) {
  return [...form.querySelectorAll("button[data-day]")].find((each) => each.dataset.name === name);
}

if (typeof document !== "undefined" && !window.__sambrukTodoDays) {
  window.__sambrukTodoDays = true;
  document.addEventListener("click", (event) => {
    const by = event.target.closest?.("form.todo-form button[data-day]");
    if (!by) return;
    by.form.dataset.day = "chosen";
    write(by.form, by.dataset.day, by.dataset.time);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form.todo-form");
    if (!form || event.target.name !== "type_id" || form.dataset.day === "chosen") return;
    const usual = offered(form, event.target.selectedOptions[0]?.dataset.dayOf);
    const isEmpty = !form.elements.remind_on.value || form.dataset.day === "usual";
    if (!usual || !isEmpty) return;
    form.dataset.day = "usual";
    write(form, usual.dataset.day, usual.dataset.time);
  });
}
