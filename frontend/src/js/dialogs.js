// Links with data-dialog="id" open that native <dialog>. Without a script the same link points at "#id" and CSS shows it.
export function openDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const close = event.target.closest("[data-dialog-close]");
    if (close?.closest("dialog[open]")) {
      event.preventDefault();
      close.closest("dialog").close();
    } else if (event.target.matches("dialog[open]") && outside(event, event.target)) {
      event.target.close();
    }
  });
  openAddressed();
}

function outside({ clientX: x, clientY: y }, dialog) {
  const box = dialog.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

// A page that comes back with #id (after an error, or from a link in a mail) shows its dialog as a real one.
function openAddressed() {
  const dialog = location.hash && document.getElementById(location.hash.slice(1));
  if (!(dialog instanceof HTMLDialogElement)) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  if (!dialog.open) dialog.showModal();
}
