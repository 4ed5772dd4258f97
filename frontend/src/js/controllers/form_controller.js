// Guards a form: one press sends it once, leaving with unsaved changes asks first, Ctrl Enter sends,
// and after a refusal the first wrong field has the focus.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static values = { guard: { type: Boolean, default: true } };

  connect() {
    this.dirty = this.element.dataset.formDirty === "true";
    this.element.addEventListener("input", this.changed);
    this.element.addEventListener("change", this.changed);
    this.element.addEventListener("submit", this.sent);
    this.element.addEventListener("keydown", this.pressed);
    window.addEventListener("beforeunload", this.leaving);
    window.addEventListener("pageshow", this.ready);
    this.element.querySelector("[aria-invalid='true']")?.focus();
  }

  disconnect() {
    window.removeEventListener("beforeunload", this.leaving);
    window.removeEventListener("pageshow", this.ready);
  }

  changed = () => {
    this.dirty = true;
  };

  sent = (event) => {
    if (this.busy) {
      event.preventDefault();
      return;
    }
    this.busy = true;
    this.dirty = false;
    this.element.setAttribute("aria-busy", "true");
    // A disabled button is left out of the form data, so wait until the browser has collected it.
    setTimeout(() => this.buttons(true));
  };

  // Back from the browser's page cache, or after htmx has put an answer in place.
  ready = () => {
    this.busy = false;
    this.element.removeAttribute("aria-busy");
    this.buttons(false);
  };

  // It could not be sent: everything is as before.
  refused() {
    this.ready();
    this.dirty = true;
  }

  get unsaved() {
    return this.guardValue && this.dirty;
  }

  pressed = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) this.element.requestSubmit();
  };

  leaving = (event) => {
    if (this.unsaved) event.preventDefault();
  };

  buttons(disabled) {
    const buttons = [...this.element.elements].filter((element) => element.type === "submit");
    for (const button of buttons) button.disabled = disabled;
  }
}
