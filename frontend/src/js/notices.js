// What a script has to say to a person: done (a toast at the bottom), or refused (a strip above the page).

/** A message that leaves by itself; with `again`, {label, act}, it offers a way back. */
export function toast(text, again) {
  const box = element("div", "gx-toast", icon("circle-check"), element("span", "", text));
  box.dataset.controller = "toast";
  if (again) {
    const button = element("button", "", again.label);
    button.type = "button";
    button.dataset.undo = "";
    button.addEventListener("click", () => {
      box.remove();
      again.act();
    });
    box.append(button);
  }
  document.querySelectorAll("#toasts .gx-toast").forEach((old) => old.remove());
  document.getElementById("toasts")?.append(box);
}

/** A reason that stays until the next one, or until the page is left. */
export function strip(text) {
  const box = element("div", "gx-note gx-bad gx-pagebar", icon("alert-circle"), element("div", "gx-grow", text));
  box.id = "refusal";
  box.setAttribute("role", "alert");
  clearStrip();
  document.getElementById("main").prepend(box);
}

export function clearStrip() {
  document.getElementById("refusal")?.remove();
}

/** An element with a class and what it holds; text stays text. */
export function element(name, css = "", ...inside) {
  const made = document.createElement(name);
  if (css) made.className = css;
  made.append(...inside);
  return made;
}

/** An icon of the page's sprite, whose address any icon of the page tells. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "gx-i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  const sprite = document.querySelector("svg use[href*='icons']")?.getAttribute("href").split("#")[0] ?? "";
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
