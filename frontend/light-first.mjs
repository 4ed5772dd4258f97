// Browsers without light-dark() keep the light values: custom properties can't fall back line by line, because an
// unknown function in one is only found out when it is used. So tokens are written twice, the second time behind a test.
import { readFile } from "node:fs/promises";

const CALL = "light-dark(";

/** The CSS text with every light-dark(a, b) replaced by a. */
export function lightOnly(css) {
  let text = css;
  for (let at = text.indexOf(CALL); at >= 0; at = text.indexOf(CALL)) {
    const start = at + CALL.length;
    let depth = 1;
    let comma = -1;
    let end = start;
    for (; depth > 0; end++) {
      const char = text[end];
      if (char === undefined) throw new Error(`light-dark() is not closed: ${text.slice(at, at + 60)}`);
      if (char === "(") depth++;
      else if (char === ")") depth--;
      else if (char === "," && depth === 1 && comma < 0) comma = end;
    }
    text = text.slice(0, at) + text.slice(start, comma).trim() + text.slice(end);
  }
  return text;
}

/** Light values first, then the rules that use light-dark() again for browsers that know it. */
export function lightFirst(css) {
  const rules = css.match(/^:root \{[^}]*\}/gm) ?? [];
  const themed = rules.filter((rule) => rule.includes(CALL));
  if (lightOnly(css) !== css && themed.length === 0) throw new Error("light-dark() outside :root");
  return `${lightOnly(css)}\n@supports (color: light-dark(#000, #fff)) {\n${themed.join("\n")}\n}\n`;
}

/** esbuild plugin: our own tokens file is the only one with light-dark(). */
export const lightFirstPlugin = {
  name: "light-first",
  setup(build) {
    build.onLoad({ filter: /src[\\/]css[\\/][^\\/]+\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      return { contents: css.includes(CALL) ? lightFirst(css) : css, loader: "css" };
    });
  },
};
