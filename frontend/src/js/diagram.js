// Upgrades each [data-diagram] from its server-made picture to bpmn-js: pan, zoom, fit, full screen, the same marks.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { mark } from "./diagram-marks.js";
import { forReading } from "./diagram-source.js";

const COLOURS = {
  defaultFillColor: "var(--dg-fill)",
  defaultStrokeColor: "var(--dg-ink)",
  defaultLabelColor: "var(--dg-ink)",
};

const MARGIN = 20;

const ACTIONS = {
  fit: fit,
  "zoom-in": (viewer) => viewer.get("zoomScroll").stepZoom(1),
  "zoom-out": (viewer) => viewer.get("zoomScroll").stepZoom(-1),
  "full-screen": (viewer, figure) => toggleFullScreen(viewer, figure),
};

export async function upgrade(figure) {
  const canvas = figure.querySelector("[data-diagram-live]");
  try {
    const viewer = await show(canvas, figure.dataset.diagram, tokensOf(figure));
    prepare(figure, canvas, viewer);
  } catch (error) {
    // The picture made on the server stays; the reason is for whoever looks at the console.
    console.warn("The diagram stays a picture:", error);
    canvas.hidden = true;
    figure.querySelector("[data-diagram-still]").hidden = false;
  }
}

async function show(canvas, url, tokens) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const xml = forReading(await answer.text(), document.documentElement.lang);
  canvas.hidden = false;
  await document.fonts.load("12px 'IBM Plex Sans'");
  const viewer = new NavigatedViewer({
    container: canvas,
    bpmnRenderer: COLOURS,
    textRenderer: { defaultStyle: { fontFamily: "IBM Plex Sans, sans-serif" } },
    zoomScroll: { enabled: false },
  });
  await viewer.importXML(xml);
  mark(viewer, tokens);
  return viewer;
}

function prepare(figure, canvas, viewer) {
  figure.querySelector("[data-diagram-still]").hidden = true;
  for (const button of figure.querySelectorAll("[data-diagram-action]")) {
    button.hidden = false;
    button.addEventListener("click", () => ACTIONS[button.dataset.diagramAction](viewer, figure));
  }
  canvas.addEventListener("keydown", (event) => press(event, viewer, figure));
  figure.addEventListener("fullscreenchange", () => requestAnimationFrame(() => fit(viewer)));
  new ResizeObserver(() => viewer.get("canvas").resized()).observe(canvas);
  // With Ctrl (or a pinch) the wheel zooms; without, the page scrolls: a diagram must not trap the pointer.
  canvas.addEventListener("wheel", (event) => wheel(event, viewer), { passive: false, capture: true });
  fit(viewer);
  figure.dataset.ready = "yes";
}

function press(event, viewer, figure) {
  const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
  const actions = { "+": "zoom-in", "-": "zoom-out", 0: "fit", f: "full-screen" };
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (steps[event.key]) viewer.get("canvas").scroll({ dx: steps[event.key][0], dy: steps[event.key][1] });
  else if (actions[event.key]) ACTIONS[actions[event.key]](viewer, figure);
  else return;
  event.preventDefault();
}

function wheel(event, viewer) {
  if (!event.ctrlKey) return;
  event.preventDefault();
  event.stopPropagation();
  const box = event.currentTarget.getBoundingClientRect();
  const canvas = viewer.get("canvas");
  const scale = Math.min(4, Math.max(0.2, canvas.zoom() * Math.exp(-event.deltaY / 300)));
  canvas.zoom(scale, { x: event.clientX - box.left, y: event.clientY - box.top });
}

// On a small screen a whole diagram would be unreadable: there it opens at a readable size, on where the case stands.
function fit(viewer) {
  const canvas = viewer.get("canvas");
  canvas.resized();
  canvas.zoom("fit-viewport", "auto");
  const box = canvas.viewbox();
  canvas.zoom(Math.min(1, box.scale * 0.96), "auto");
  if (box.scale < 0.4 && box.outer.width < 768) closeUp(viewer, canvas);
}

function closeUp(viewer, canvas) {
  const { inner, outer } = canvas.viewbox();
  const here = viewer.get("elementRegistry").find((element) => canvas.hasMarker(element, "at-here") && !element.waypoints);
  const first = here ?? viewer.get("elementRegistry").find((element) => element.type === "bpmn:StartEvent");
  if (!first) return;
  const width = outer.width / 0.7;
  const height = outer.height / 0.7;
  const x = within(first.x + first.width / 2, width, inner.x, inner.width);
  const y = within(first.y + first.height / 2, height, inner.y, inner.height);
  canvas.viewbox({ x, y, width, height });
}

// Where a window of this size begins: around the centre, but not beyond the drawing; a smaller drawing is in its middle.
function within(centre, size, start, length) {
  if (length <= size) return start + length / 2 - size / 2;
  return Math.min(Math.max(centre - size / 2, start - MARGIN), start + length + MARGIN - size);
}

function toggleFullScreen(viewer, figure) {
  if (document.fullscreenElement) document.exitFullscreen();
  else figure.requestFullscreen?.();
}

function tokensOf(figure) {
  return JSON.parse(figure.querySelector("script[type='application/json']").textContent);
}

for (const figure of document.querySelectorAll("[data-diagram]")) upgrade(figure);
