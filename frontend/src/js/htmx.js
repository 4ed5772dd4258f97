// htmx and its morphing extension; the settings stand in the page's htmx-config meta tag.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";

/** For scripts that renew a region with `htmx.ajax`: the region is replaced as a whole. */
export const whole = "outerHTML";

// Morphing keeps focus, scroll and typed text where the new markup agrees with the old: hx-swap="morph".
htmx.defineExtension("morph", {
  isInlineSwap: (style) => style.startsWith("morph"),
  handleSwap(style, target, fragment) {
    if (!style.startsWith("morph")) return false;
    const morphStyle = style === "morph:innerHTML" ? "innerHTML" : "outerHTML";
    return Idiomorph.morph(target, fragment.children, { morphStyle });
  },
});

// A refused form comes back with its messages as 422, a conflict as 409: both are pages to show, not failures. What the
// server refuses otherwise says itself where its words belong.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if ([409, 422].includes(xhr.status) || xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// What a part of the page asked for by itself, such as the numbers of the views, is nobody's any more when that part made
// way for something else meanwhile. (An element that is out of the page tells the document nothing.)
document.addEventListener("htmx:beforeRequest", ({ detail: { elt, target, requestConfig } }) => {
  if (requestConfig.verb !== "get") return;
  const unwanted = (event) => {
    if (!elt.isConnected && !target?.isConnected) event.preventDefault();
  };
  elt.addEventListener("htmx:beforeOnLoad", unwanted, { once: true });
});

// A partial answer can't show a sign-in page: when the session has ended, the whole page goes there, and comes back to
// where it was rather than to the part that was asked for.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.responseURL && /\/login\/$/.test(new URL(xhr.responseURL).pathname)) {
    event.detail.shouldSwap = false;
    const door = new URL(xhr.responseURL);
    door.searchParams.set("next", window.location.pathname + window.location.search);
    window.location.assign(door);
  }
});

// A region that holds what somebody types (data-keep-typed) is replaced by what the server made of an earlier state of
// it: what was typed since the question stays, where the new region still has the field.
const TYPED = "input:not([type]), input[type=text], input[type=search], input[type=number], textarea";
const asked = new WeakMap();
const typedIn = (region) => new Map([...region.querySelectorAll(TYPED)].map((field) => [field.name, field.value]));

document.addEventListener("htmx:beforeRequest", ({ detail: { target } }) => {
  if (target?.matches?.("[data-keep-typed]")) asked.set(target, typedIn(target));
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const region = detail.target;
  const before = asked.get(region);
  if (!before || !detail.shouldSwap) return;
  const since = [...typedIn(region)].filter(([name, value]) => before.has(name) && before.get(name) !== value);
  if (!since.length) return;
  const { id } = region;
  const name = region.contains(document.activeElement) ? document.activeElement.name : "";
  const back = () => {
    const renewed = document.getElementById(id);
    for (const [field, value] of since) {
      const now = renewed?.querySelector(`[name="${CSS.escape(field)}"]`);
      if (!now?.matches(TYPED)) continue;
      now.value = value;
      if (field === name) now.focus();
      now.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  document.addEventListener("htmx:afterSwap", back, { once: true });
});
