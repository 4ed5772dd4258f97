// A message at the bottom: leaves after ten seconds, waits while someone points at it or is inside it. Ctrl Z presses its
// way back, unless somebody types: there it belongs to the text.
import { Controller } from "@hotwired/stimulus";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], dialog[open]";

export default class extends Controller {
  static values = { seconds: { type: Number, default: 10 } };

  connect() {
    this.element.addEventListener("pointerenter", this.hold);
    this.element.addEventListener("pointerleave", this.start);
    this.element.addEventListener("focusin", this.hold);
    this.element.addEventListener("focusout", this.start);
    document.addEventListener("keydown", this.pressed);
    this.start();
  }

  disconnect() {
    document.removeEventListener("keydown", this.pressed);
    this.hold();
  }

  pressed = (event) => {
    const { ctrlKey, metaKey, shiftKey, altKey } = event;
    if (event.key.toLowerCase() !== "z" || !(ctrlKey || metaKey) || shiftKey || altKey) return;
    if (event.isComposing || event.defaultPrevented || event.target.closest?.(TYPING)) return;
    const way = this.element.matches(":last-child") && this.element.querySelector("[data-undo], form button");
    if (!way || way.disabled) return;
    event.preventDefault();
    way.click();
  };

  start = () => {
    this.hold();
    this.timer = setTimeout(() => this.close(), this.secondsValue * 1000);
  };

  hold = () => clearTimeout(this.timer);

  close() {
    this.element.remove();
  }
}
