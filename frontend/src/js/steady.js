// A list that refreshes itself (data-steady) waits while somebody is about to press something in it: while the pointer
// moved over it a moment ago, while it has the focus, or while a dialog is open. The next refresh brings what was skipped.
const MOMENT = 3000;
const moved = new WeakMap();

export function keepStill() {
  document.addEventListener("pointermove", remember, { passive: true });
  document.addEventListener("pointerdown", remember, { passive: true });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const list = event.detail.target.closest("[data-steady]");
    const asked = event.detail.requestConfig.triggeringEvent;
    if (list && !asked && inUse(list)) event.detail.shouldSwap = false;
  });
}

function remember(event) {
  const list = event.target.closest?.("[data-steady]");
  if (list) moved.set(list, Date.now());
}

function inUse(list) {
  const recently = Date.now() - (moved.get(list) ?? 0) < MOMENT;
  return recently || list.contains(document.activeElement) || document.querySelector("dialog[open]") !== null;
}
