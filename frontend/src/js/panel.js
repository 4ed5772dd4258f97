// What the side panel does to the markup it is given.

const REFERENCES = ["for", "aria-describedby", "aria-labelledby", "aria-controls", "href", "list", "form"];

/** Controls of a form in the panel get names of their own in the page, so that labels of two forms can't be mixed up. */
export function ownIds(root, prefix) {
  const renamed = new Set();
  for (const element of root.querySelectorAll("[id]")) {
    if (element.id === "main") element.removeAttribute("id");
    else if (element.id.startsWith("id_")) {
      renamed.add(element.id);
      element.id = prefix + element.id;
    }
  }
  for (const name of REFERENCES) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      const told = element.getAttribute(name).split(" ");
      const own = told.map((word) => rename(word, renamed, prefix));
      if (own.some((word, place) => word !== told[place])) element.setAttribute(name, own.join(" "));
    }
  }
}

function rename(word, renamed, prefix) {
  if (renamed.has(word)) return prefix + word;
  return word.startsWith("#") && renamed.has(word.slice(1)) ? `#${prefix}${word.slice(1)}` : word;
}

/** What the page calls itself. */
export function shownTitle(element) {
  const own = element.querySelector("[data-panel-title]") ?? element.querySelector("h1");
  return own?.textContent.trim() ?? "";
}

/** Whether the answer is a page that knows nothing of the panel, such as that of an error. */
export function isForeign(text) {
  return !text.includes("data-panel-page");
}
