// Of Tabler's style sheet only the rules that a page can need: those whose every class, tag and attribute stands
// somewhere in the templates, the Python that writes HTML, or the scripts and widgets.
import { readdir, readFile } from "node:fs/promises";
import { PurgeCSS } from "purgecss";

const WRITES = /\.(html|py|js|mjs)$/;
const BUILT = /static[\\/]build/;

/** Every word that could name a class, a tag or an attribute's value. */
const words = (content) => content.match(/[A-Za-z][\w-]*/g) ?? [];

/** The texts of all files below these folders. */
async function texts(places) {
  const found = [];
  for (const place of places) {
    const names = await readdir(place, { recursive: true });
    for (const name of names.filter((name) => WRITES.test(name) && !BUILT.test(name))) {
      found.push(await readFile(`${place}/${name}`, "utf8"));
    }
  }
  return found;
}

/** Of the CSS text the rules that one of the texts can need. */
export async function needed(css, written) {
  const content = written.map((raw) => ({ raw, extension: "html" }));
  const found = await new PurgeCSS().purge({ content, css: [{ raw: css }], defaultExtractor: words, keyframes: true });
  return found[0].css;
}

/** esbuild plugin: `sheet` is what the path of the style sheet ends with; `places` where pages are written. */
export const purgePlugin = (sheet, places) => ({
  name: "purge",
  setup(build) {
    build.onLoad({ filter: sheet }, async ({ path }) => {
      return { contents: await needed(await readFile(path, "utf8"), await texts(places)), loader: "css" };
    });
  },
});
