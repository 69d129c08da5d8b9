// A form that was sent is not sent again by a second press. The server's idempotency key is what really guards it;
// this only spares the person the doubt.
export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) event.preventDefault();
    else markSending(form, event.submitter);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sending]")) release(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form[data-sending]");
    if (form) release(form);
  });
}

function markSending(form, button) {
  form.dataset.sending = "yes";
  button?.setAttribute("aria-busy", "true");
  // An answer that is a download, or that never comes, must not lock the form for ever.
  setTimeout(() => release(form), 15000);
}

function release(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}
