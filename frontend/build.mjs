// Builds the scripts, styles and icons into the web room's static folder. Usage: node build.mjs [--watch]
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { lightFirstPlugin } from "./light-first.mjs";
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
  format: "iife",
  target: ["chrome123", "safari17.5", "firefox120"],
  sourcemap: true,
};
const style = {
  ...common,
  entryPoints: [here("src/css/app.css")],
  plugins: [lightFirstPlugin],
  loader: { ".woff2": "file" },
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const names = iconNames(await readFile(here(`${web}icons.txt`), "utf8"));
await writeFile(`${out}icons.svg`, await sprite(names));

if (watch) {
  for (const options of [script, style]) await (await esbuild.context(options)).watch();
} else {
  await Promise.all([esbuild.build(script), esbuild.build(style)]);
}
