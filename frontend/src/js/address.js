// Where a form goes, and how. A field called "action", "method" or "target" hides the form's own property of that name; the
// attribute can't be hidden.
export function whereTo(form, button) {
  return new URL(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", window.location.href);
}

/** Whether it is posted from this page, and not into another window. */
export function isPosted(form) {
  return form.getAttribute("method")?.toLowerCase() === "post" && !form.getAttribute("target");
}
