// What the server knows of China's divisions: one line for each town and each district, "省/市/区", out of the package
// that follows the official list. Districts of municipalities, and what stands under a province at once, have two steps.

const DIRECT = /直辖县级/;

/** The lines of the package's tree of provinces. */
export function divisions(provinces) {
  const lines = [];
  for (const province of provinces) {
    for (const below of province.children ?? []) {
      const direct = DIRECT.test(below.name);
      if (!direct) lines.push(`${province.name}/${below.name}`);
      for (const district of below.children ?? []) {
        if (district.name === below.name || district.name === "市辖区") continue;
        lines.push([province.name, ...(direct ? [] : [below.name]), district.name].join("/"));
      }
    }
  }
  return lines.map((line) => line.trim());
}
