// Controllers that only some pages need: fetched when an element with their name appears, so that every page stays light.
// A part with a style sheet of its own has it in src/css/parts/; the controller asks for it with `styles("calendar")`.

/** The name in data-controller, and how its module is fetched; each module's default export is the controller. */
const parts = {
  attachments: () => import("./controllers/attachments_controller.js"),
  board: () => import("./controllers/board_controller.js"),
  alike: () => import("./controllers/alike_controller.js"),
  arrange: () => import("./controllers/arrange_controller.js"),
  asking: () => import("./controllers/asking_controller.js"),
  formula: () => import("./controllers/formula_controller.js"),
  check: () => import("./controllers/check_controller.js"),
  inplace: () => import("./controllers/inplace_controller.js"),
  signature: () => import("./controllers/signature_controller.js"),
  region: () => import("./controllers/region_controller.js"),
  print: () => import("./controllers/print_controller.js"),
  calendar: () => import("./controllers/calendar_controller.js"),
  editor: () => import("./controllers/editor_controller.js"),
  inbox: () => import("./controllers/inbox_controller.js"),
  live: () => import("./controllers/live_controller.js"),
  cells: () => import("./controllers/cells_controller.js"),
  composer: () => import("./controllers/composer_controller.js"),
  mention: () => import("./controllers/mention_controller.js"),
  groups: () => import("./controllers/groups_controller.js"),
  draft: () => import("./controllers/draft_controller.js"),
  quick: () => import("./controllers/quick_controller.js"),
  signedin: () => import("./controllers/signedin_controller.js"),
  paper: () => import("./controllers/paper_controller.js"),
  tour: () => import("./controllers/tour_controller.js"),
  tiles: () => import("./controllers/tiles_controller.js"),
  palette: () => import("./controllers/palette_controller.js"),
  columns: () => import("./controllers/columns_controller.js"),
  reorder: () => import("./controllers/reorder_controller.js"),
  depends: () => import("./controllers/depends_controller.js"),
  waiting: () => import("./controllers/waiting_controller.js"),
};

export function lazily(application) {
  const seen = new Set();
  const look = (root) => {
    for (const element of [root, ...root.querySelectorAll("[data-controller]")]) {
      for (const name of element.dataset?.controller?.split(" ") ?? []) {
        if (!parts[name] || seen.has(name)) continue;
        seen.add(name);
        parts[name]().then(({ default: controller }) => application.register(name, controller));
      }
    }
  };
  look(document.documentElement);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) look(node);
  }).observe(document.documentElement, { childList: true, subtree: true });
}

/** Fetch a part's style sheet once; resolves when it applies. */
export function styles(name) {
  const id = `styles-${name}`;
  const known = document.getElementById(id);
  if (known) return known.ready;
  const link = document.createElement("link");
  Object.assign(link, { id, rel: "stylesheet", href: new URL(`parts/${name}.css`, base()).href });
  link.ready = new Promise((done) => (link.onload = link.onerror = done));
  document.head.append(link);
  return link.ready;
}

/** The address of the built files, as the page knows it. */
export function base() {
  return document.querySelector("script[type=module][src]").src;
}
