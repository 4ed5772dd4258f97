// Where a form goes. A field called "action" hides the form's own property of that name; the attribute can't be hidden.
export function whereTo(form, button) {
  return new URL(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", window.location.href);
}
