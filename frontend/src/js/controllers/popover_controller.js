// What opens above the list for a moment (conditions, columns, order, the menu of a head): it stands under whatever opened
// it, Esc or a press elsewhere closes it, and the focus goes back. On a phone the style sheet makes it a sheet below.
import { Controller } from "@hotwired/stimulus";

const EDGE = 8;
const GAP = 4;
let opener;

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target?.id === "floating") opener = detail.elt;
});

export default class extends Controller {
  connect() {
    this.button = opener?.isConnected ? opener : undefined;
    this.button?.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", this.outside);
    window.addEventListener("resize", this.place);
    this.element.addEventListener("keydown", this.pressed);
    this.place();
    // What is in it may be put together only afterwards; it stays under its button when that makes it lower or higher.
    this.grown = new ResizeObserver(this.place);
    this.grown.observe(this.element);
    const width = this.element.querySelector("[name=width]");
    if (width) width.value = this.button?.closest("th")?.offsetWidth ?? "";
    if (!this.element.contains(document.activeElement)) this.first?.focus();
  }

  disconnect() {
    this.button?.removeAttribute("aria-expanded");
    document.removeEventListener("pointerdown", this.outside);
    window.removeEventListener("resize", this.place);
    this.grown.disconnect();
  }

  get items() {
    const all = this.element.querySelectorAll("a[href], button:not([disabled]), select, input:not([type=hidden]), textarea");
    return [...all].filter((item) => item.tabIndex >= 0 && item.offsetParent !== null);
  }

  get first() {
    return this.element.querySelector("[autofocus]") ?? this.items[0];
  }

  place = () => {
    const at = this.button?.getBoundingClientRect();
    if (!at || window.matchMedia("(max-width: 767.98px)").matches) return;
    const { style } = this.element;
    style.position = "fixed";
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const room = window.innerHeight - EDGE - height;
    style.top = `${Math.max(EDGE, Math.min(at.bottom + GAP, room))}px`;
    style.left = `${Math.max(EDGE, Math.min(at.left, window.innerWidth - EDGE - width))}px`;
  };

  outside = (event) => {
    const inside = this.element.contains(event.target) || this.button?.contains(event.target);
    // The list of a chooser stands at the end of the page.
    if (!inside && !event.target.closest(".ts-dropdown")) this.close();
  };

  close() {
    const back = this.element.contains(document.activeElement) ? this.button : undefined;
    this.element.remove();
    back?.focus();
  }

  pressed = (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      return this.close();
    }
    if (event.key === "Tab") return this.keep(event);
    const step = this.element.classList.contains("gx-menu") && { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { items } = this;
    items.at((items.indexOf(document.activeElement) + step) % items.length)?.focus();
  };

  // The focus goes round inside until it is closed.
  keep(event) {
    const { items } = this;
    const [first, last] = [items[0], items.at(-1)];
    if (document.activeElement === (event.shiftKey ? first : last)) {
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  }
}
