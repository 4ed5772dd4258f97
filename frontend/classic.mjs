// A library that comes only as a classic script puts its name into the page; here it becomes a module's default export.
import { readFile } from "node:fs/promises";

/** The end of the file's path, and the name it makes. */
const scripts = { "event-calendar.min.js": "EventCalendar" };

/** esbuild plugin: `import EventCalendar from "@event-calendar/build"`. */
export const classicPlugin = {
  name: "classic",
  setup(build) {
    build.onLoad({ filter: /event-calendar\.min\.js$/ }, async ({ path }) => {
      const name = scripts[path.split(/[\\/]/).at(-1)];
      const text = (await readFile(path, "utf8")).replace(/\/\/# sourceMappingURL=.*$/m, "");
      return { contents: `${text}\nexport default ${name};\n`, loader: "js" };
    });
  },
};
