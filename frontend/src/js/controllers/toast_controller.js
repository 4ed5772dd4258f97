// A message at the bottom: leaves after ten seconds, waits while someone points at it or is inside it.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static values = { seconds: { type: Number, default: 10 } };

  connect() {
    this.element.addEventListener("pointerenter", this.hold);
    this.element.addEventListener("pointerleave", this.start);
    this.element.addEventListener("focusin", this.hold);
    this.element.addEventListener("focusout", this.start);
    this.start();
  }

  disconnect() {
    this.hold();
  }

  start = () => {
    this.hold();
    this.timer = setTimeout(() => this.close(), this.secondsValue * 1000);
  };

  hold = () => clearTimeout(this.timer);

  close() {
    this.element.remove();
  }
}
