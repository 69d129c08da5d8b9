// A form that is drawn anew because an answer changed keeps what was typed meanwhile: the server has not seen it yet.
import { Idiomorph } from "idiomorph/dist/idiomorph-ext.esm.js";

let edits = 0;
const edited = new WeakMap(); // form -> Map(name -> number of its last edit)
const asked = new WeakMap(); // form -> number of the last edit that was sent

export function keepTyping() {
  document.addEventListener("input", ({ target }) => {
    if (!target.form || !target.name) return;
    if (!edited.has(target.form)) edited.set(target.form, new Map());
    edited.get(target.form).set(target.name, ++edits);
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => asked.set(detail.elt, edits));
  window.addEventListener("pageshow", followEarlyAnswers);
  Idiomorph.defaults.ignoreActiveValue = true;
  Idiomorph.defaults.callbacks.beforeNodeMorphed = (control) => !editedSince(control);
}

function editedSince({ form, name }) {
  return form instanceof HTMLFormElement && (edited.get(form)?.get(name) ?? 0) > (asked.get(form) ?? 0);
}

// What was answered before the script ran, or put back by the browser's own Back button, is an answer too.
function followEarlyAnswers() {
  for (const form of document.querySelectorAll("form[hx-post]")) {
    if ([...form.elements].some(answered)) form.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function answered(control) {
  if (control.type === "hidden" || control.type === "file") return false;
  if (control instanceof HTMLSelectElement) {
    const first = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(first, 0);
  }
  if (["radio", "checkbox"].includes(control.type)) return control.checked !== control.defaultChecked;
  return "defaultValue" in control && control.value !== control.defaultValue;
}
