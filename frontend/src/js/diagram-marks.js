// Marks where a case stands: {"here": [ids], "passed": […], "flows": […], "cancelled": […], "failed": […]}.
// An element has one state; the strongest wins. Colour is never alone: each state has a badge of its own.
const STATES = ["failed", "here", "cancelled", "passed"];

const SIGNS = {
  here: "M12 8a4 4 0 1 0 0 8 4 4 0 1 0 0-8",
  passed: "M20 6 9 17l-5-5",
  cancelled: "M5 12h14",
  failed: "M12 4v10M12 20v.01",
};

export function mark(viewer, tokens) {
  const marked = new Set();
  for (const state of STATES) {
    for (const id of tokens[state] ?? []) {
      if (!marked.has(id) && markElement(viewer, id, state)) marked.add(id);
    }
  }
  for (const id of tokens.flows ?? []) {
    if (viewer.get("elementRegistry").get(id)) viewer.get("canvas").addMarker(id, "done");
  }
}

function markElement(viewer, id, state) {
  const element = viewer.get("elementRegistry").get(id);
  if (!element || element.waypoints) return false;
  viewer.get("canvas").addMarker(id, `at-${state}`);
  const small = element.width < 60;
  viewer.get("overlays").add(id, "state", {
    position: { top: small ? -18 : -12, left: small ? element.width - 8 : element.width - 14 },
    html: badge(state),
  });
  return true;
}

function badge(state) {
  const holder = document.createElement("div");
  holder.className = `djs-badge dot-${state}`;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SIGNS[state]);
  if (state === "here") path.setAttribute("fill", "currentColor");
  svg.append(path);
  holder.append(svg);
  return holder;
}
