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

// A partial answer can't show a sign-in page: when the session has ended, the whole page goes there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.responseURL && /\/login\/$/.test(new URL(xhr.responseURL).pathname)) {
    event.detail.shouldSwap = false;
    window.location.assign(xhr.responseURL);
  }
});
