// One SVG sprite from the icon names the product uses; Tabler's outline icons keep their own paths.
import { readFile } from "node:fs/promises";

const OUTLINE = new URL("./node_modules/@tabler/icons/icons/outline/", import.meta.url);

/** The names in icons.txt: one a line, # starts a comment. */
export function iconNames(text) {
  const names = text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, "").trim())
    .filter(Boolean);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length) throw new Error(`icons.txt names these twice: ${twice.join(", ")}`);
  return names;
}

async function symbol(name) {
  const svg = await readFile(new URL(`${name}.svg`, OUTLINE), "utf8");
  const shapes = [...svg.matchAll(/<(?:path|circle|rect|line|polyline)\b[^>]*\/>/g)]
    .map((match) => match[0])
    .filter((shape) => !shape.includes('stroke="none"'));
  if (shapes.length === 0) throw new Error(`icon ${name} has no shapes`);
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("").replace(/\s*\/>/g, "/>")}</symbol>`;
}

/** The whole sprite as text. */
export async function sprite(names) {
  const symbols = await Promise.all(names.map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}
