// Builds the browser bundles into app/web/static/dist, which is committed: no Node is needed to run the desk.
// The same sources give the same bytes.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../app/web/static/dist");

const scss = {
  name: "scss",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => ({
      contents: sass.compile(path, {
        loadPaths: [join(here, "node_modules")],
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "if-function"],
      }).css,
      loader: "css",
      resolveDir: dirname(path),
    }));
  },
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const result = await esbuild.build({
  absWorkingDir: here,
  entryPoints: [
    { in: "src/js/desk.js", out: "desk" },
    { in: "src/js/diagram.js", out: "diagram" },
    { in: "src/css/desk.scss", out: "desk" },
  ],
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome123", "firefox120", "safari17.5"],
  minify: true,
  metafile: true,
  // Licences are gathered in LICENCES.txt instead.
  legalComments: "none",
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "dataurl" },
  assetNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  plugins: [scss],
  logLevel: "info",
});
await writeFile(join(out, "LICENCES.txt"), await licences(Object.keys(result.metafile.inputs)));

/** The licence of each package that is in a bundle, sorted by name. */
async function licences(inputs) {
  const packages = new Set(["bootstrap", "@fontsource/ibm-plex-sans"]);
  for (const input of inputs) {
    const found = input.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) packages.add(found[1]);
  }
  const texts = [];
  for (const name of [...packages].sort()) texts.push(await licence(name));
  return `${texts.join("\n\n" + "=".repeat(100) + "\n\n")}\n`;
}

async function licence(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((file) => /^licen[cs]e/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n");
}
