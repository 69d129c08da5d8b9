// A filter bar with data-auto-submit applies at once when a choice changes; a text field when Enter is pressed.
export function sendFilters() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto-submit]");
    if (form && !event.target.matches("input[type=search], input[type=text]")) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-auto-submit]")) return;
    for (const field of event.target.elements) {
      if (field.name && field.value === "") field.disabled = true;
    }
  });
  // Coming back with the browser's button must find the fields usable again.
  window.addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("form[data-auto-submit] :disabled")) field.disabled = false;
  });
}
