// Keys for fast hands. Never while typing, never while an input method is composing, and off when the person says so.
import { Controller } from "@hotwired/stimulus";

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open]";

export default class extends Controller {
  static targets = ["search", "row", "help", "create"];
  static values = { single: { type: Boolean, default: true } };

  connect() {
    document.addEventListener("keydown", this.pressed);
  }

  disconnect() {
    document.removeEventListener("keydown", this.pressed);
  }

  pressed = (event) => {
    if (event.isComposing || event.defaultPrevented || this.element.inert) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return this.run(event, () => this.search());
    if (event.ctrlKey || event.metaKey || event.altKey || !this.singleValue) return;
    if (event.target.closest(TYPING)) return;
    const act = this.acts[event.key];
    if (act) this.run(event, act);
  };

  get acts() {
    const here = this.rows.findIndex((row) => row.contains(document.activeElement));
    return {
      "/": () => this.search(),
      "?": this.hasHelpTarget && (() => this.helpTarget.showModal()),
      n: this.hasCreateTarget && (() => this.createTarget.click()),
      j: () => this.go(here + 1),
      k: () => this.go(Math.max(here - 1, 0)),
      ArrowDown: here >= 0 && (() => this.go(here + 1)),
      ArrowUp: here >= 0 && (() => this.go(here - 1)),
      x: here >= 0 && (() => this.rows[here].querySelector("input[type=checkbox]")?.click()),
    };
  }

  get rows() {
    return [...document.querySelectorAll("[data-keys-row]")];
  }

  run(event, act) {
    event.preventDefault();
    act();
  }

  search() {
    const field = this.searchTargets.find((input) => input.offsetParent !== null);
    if (field) field.select();
    else this.searchTarget.form.requestSubmit();
  }

  // The row's link has the focus, so Enter opens it.
  go(index) {
    const link = this.rows[index]?.querySelector("a[href]");
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
  }
}
