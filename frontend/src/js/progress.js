// That something is being fetched: nothing for a moment, then a line at the top of the page, and bars where the rows of a
// list will stand. When a list is only sorted anew, the old rows stay.
const MOMENT = 200;
const under_way = new Map();

document.addEventListener("htmx:beforeRequest", (event) => {
  const { xhr, elt, target, requestConfig } = event.detail;
  // What the page asks by itself, such as how far a job is, shows its own progress.
  if (!requestConfig.triggeringEvent?.isTrusted) return;
  const list = target?.closest(".gx-list");
  const sorts = elt.closest("thead, [data-sorts]");
  under_way.set(
    xhr,
    setTimeout(() => {
      document.documentElement.classList.add("gx-busy");
      list?.setAttribute("aria-busy", "true");
      if (list && !sorts) list.classList.add("gx-loading");
    }, MOMENT),
  );
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, target } = event.detail;
  if (!under_way.has(xhr)) return;
  clearTimeout(under_way.get(xhr));
  under_way.delete(xhr);
  if (!under_way.size) document.documentElement.classList.remove("gx-busy");
  for (const list of document.querySelectorAll(".gx-loading, .gx-list[aria-busy]")) {
    if (target && list !== target && !list.contains(target)) continue;
    list.classList.remove("gx-loading");
    list.removeAttribute("aria-busy");
  }
});
