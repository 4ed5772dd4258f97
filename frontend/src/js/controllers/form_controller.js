// Guards a form: one press sends it once, leaving with unsaved changes asks first, Ctrl Enter sends, and after a refusal the
// first wrong field has the focus. A form that makes something new keeps its token over "back": sent again, it is the same.
import { Controller } from "@hotwired/stimulus";
import { whereTo } from "../address.js";

export default class extends Controller {
  static values = { guard: { type: Boolean, default: true } };

  connect() {
    this.dirty ||= this.element.dataset.formDirty === "true";
    this.element.addEventListener("input", this.changed);
    this.element.addEventListener("change", this.changed);
    this.element.addEventListener("submit", this.sent);
    this.element.addEventListener("keydown", this.pressed);
    this.element.addEventListener("form:free", this.free);
    this.element.addEventListener("form:sending", this.sending);
    this.element.addEventListener("form:saved", this.saved);
    this.element.addEventListener("htmx:sendError", this.refused);
    this.element.addEventListener("htmx:responseError", this.refused);
    window.addEventListener("beforeunload", this.leaving);
    window.addEventListener("pageshow", this.ready);
    this.keepToken();
    this.element.querySelector("[aria-invalid='true']")?.focus();
  }

  disconnect() {
    this.element.removeEventListener("submit", this.sent);
    window.removeEventListener("beforeunload", this.leaving);
    window.removeEventListener("pageshow", this.ready);
  }

  // Told to others by an attribute: what must not be lost.
  get dirty() {
    return this.element.hasAttribute("data-unsaved");
  }

  set dirty(unsaved) {
    this.element.toggleAttribute("data-unsaved", unsaved);
  }

  keepToken() {
    const { once, version } = this.element.elements;
    if (!once || version || this.element.closest("[data-panel-target]")) return;
    const kept = window.history.state?.once ?? {};
    const path = whereTo(this.element).pathname;
    if (kept[path] && !("onceNew" in this.element.dataset)) once.value = kept[path];
    else window.history.replaceState({ ...window.history.state, once: { ...kept, [path]: once.value } }, "");
  }

  changed = () => {
    this.dirty = true;
  };

  sent = (event) => {
    if (this.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.busy = true;
    this.wasDirty = this.dirty;
    this.dirty = false;
    this.element.setAttribute("aria-busy", "true");
    // A disabled button is left out of the form data, so wait until the browser has collected it.
    setTimeout(() => this.buttons(true));
  };

  // A script has it now, and may have to wait: until the answer it isn't saved.
  sending = () => {
    this.dirty = this.wasDirty;
  };

  saved = ({ detail }) => {
    this.dirty = this.wasDirty = false;
    // The same form again is for the next one.
    if (new URL(detail.url, window.location.href).pathname !== window.location.pathname) return;
    window.history.replaceState({ ...window.history.state, once: undefined }, "");
  };

  // The answer is here and the form stays: what was typed still isn't saved.
  free = () => {
    this.ready();
    this.dirty ||= this.wasDirty ?? false;
  };

  // Back from the browser's page cache, or after htmx has put an answer in place.
  ready = () => {
    this.busy = false;
    this.element.removeAttribute("aria-busy");
    this.buttons(false);
  };

  // It could not be sent: everything is as before.
  refused = () => {
    this.ready();
    this.dirty = true;
  };

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
