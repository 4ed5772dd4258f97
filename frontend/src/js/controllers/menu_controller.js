// A menu under its button. The markup is <details data-controller="menu"><summary>…</summary><div class="gx-menu">…</div>,
// so it opens without script; this adds Esc, outside click, arrow keys, focus return and a place inside the window.
import { Controller } from "@hotwired/stimulus";

const EDGE = 8;
const GAP = 4;

export default class extends Controller {
  connect() {
    this.outside = (event) => this.element.contains(event.target) || this.close();
    this.element.addEventListener("toggle", this.toggled);
    this.element.addEventListener("keydown", this.pressed);
  }

  disconnect() {
    this.element.removeEventListener("toggle", this.toggled);
    this.element.removeEventListener("keydown", this.pressed);
    document.removeEventListener("click", this.outside);
    window.removeEventListener("resize", this.place);
  }

  get button() {
    return this.element.querySelector("summary");
  }

  get panel() {
    return this.element.querySelector(":scope > :not(summary)");
  }

  get items() {
    return [...this.panel.querySelectorAll("a[href], button:not([disabled])")];
  }

  close() {
    this.element.open = false;
  }

  toggled = () => {
    const act = this.element.open ? "addEventListener" : "removeEventListener";
    document[act]("click", this.outside);
    window[act]("resize", this.place);
    if (this.element.open) this.place();
  };

  place = () => {
    const { style } = this.panel;
    const button = this.button.getBoundingClientRect();
    style.position = "fixed";
    style.right = "auto";
    const { offsetWidth: width, offsetHeight: height } = this.panel;
    const below = button.bottom + GAP;
    const up = below + height > window.innerHeight - EDGE && button.top - GAP - height > EDGE;
    style.top = `${up ? button.top - GAP - height : below}px`;
    style.left = `${Math.max(EDGE, Math.min(button.left, window.innerWidth - EDGE - width))}px`;
  };

  pressed = (event) => {
    if (event.isComposing || !this.element.open) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
      this.button.focus();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { items } = this;
    const now = items.indexOf(document.activeElement);
    items.at(now < 0 && step < 0 ? -1 : (now + step) % items.length)?.focus();
  };
}
