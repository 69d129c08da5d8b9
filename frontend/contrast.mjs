// Checks that text of each status reads on its ground in both themes: at least 4.5:1, and 3:1 for edges (WCAG 2.2 §1.4).
import { readFile } from "node:fs/promises";

const source = await readFile(new URL("src/css/_tokens.scss", import.meta.url), "utf8");
const tokens = Object.fromEntries(
  [...source.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [name, [light, dark]]),
);
const STATUSES = ["on-time", "soon", "late", "waiting", "done", "refused", "cancelled", "vip"];
const GROUNDS = ["page", "panel", "sunken", "raised"];
const TEXTS = [
  ...STATUSES.flatMap((name) => [[name, `${name}-soft`], [name, "panel"]]),
  ...["ink", "ink-2", "accent"].flatMap((name) => GROUNDS.map((ground) => [name, ground])),
  ["on-accent", "accent"], ["on-accent", "accent-strong"], ["accent", "accent-soft"],
  ["on-incident", "incident"], ["incident", "panel"], ["panel", "done"], ["panel", "cancelled"],
];
const EDGES = [["line-strong", "panel"], ["line-strong", "page"]];

let failures = 0;
for (const [pairs, wanted] of [[TEXTS, 4.5], [EDGES, 3]]) {
  for (const [front, back] of pairs) {
    for (const theme of [0, 1]) check(front, back, theme, wanted);
  }
}
process.exitCode = failures ? 1 : 0;
console.log(failures ? `${failures} pairs are too weak` : "All pairs are strong enough");

function check(front, back, theme, wanted) {
  const found = contrast(tokens[front][theme], tokens[back][theme]);
  if (found >= wanted) return;
  failures += 1;
  console.log(`${front} on ${back}, ${theme ? "dark" : "light"}: ${found.toFixed(2)} of ${wanted}`);
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
