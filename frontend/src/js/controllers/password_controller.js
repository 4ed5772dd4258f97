// A password that can be looked at, with a word when Caps Lock is on.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["input", "button", "caps"];

  connect() {
    this.buttonTarget.hidden = false;
  }

  toggle() {
    const shown = this.inputTarget.type === "password";
    this.inputTarget.type = shown ? "text" : "password";
    this.buttonTarget.setAttribute("aria-pressed", String(shown));
    for (const icon of this.buttonTarget.querySelectorAll("svg")) icon.toggleAttribute("hidden");
    this.inputTarget.focus();
  }

  caps(event) {
    // Autofill sends key events without a modifier state.
    if (this.hasCapsTarget && event.getModifierState) this.capsTarget.hidden = !event.getModifierState("CapsLock");
  }
}
