// A short tour: a card beside what it speaks of. It never stands in the way: the page can be used while it is open, and Esc
// ends it.
import { Controller } from "@hotwired/stimulus";
import { styles } from "../lazy.js";
import { remember } from "../remember.js";

const GAP = 10;
const EDGE = 12;
const PHONE = 768;

export default class extends Controller {
  static targets = ["step", "coach", "title", "text", "count", "back", "next", "end"];
  static values = { start: Boolean, count: String };

  connect() {
    if (this.startValue) this.begin();
  }

  disconnect() {
    this.put_away();
  }

  async begin() {
    // What isn't on this page, for this person or on this screen is left out.
    this.stops = this.stepTargets.filter((step) => this.anchor(step));
    if (!this.stops.length) return;
    await Promise.all([styles("tour"), remember("tour", true)]);
    this.before = document.activeElement;
    window.addEventListener("resize", this.place);
    window.addEventListener("scroll", this.place, true);
    document.addEventListener("keydown", this.escaped);
    this.coachTarget.hidden = false;
    this.show(0);
  }

  anchor(step) {
    return [...document.querySelectorAll(step.dataset.anchor)].find((element) => element.checkVisibility());
  }

  show(at) {
    this.at = at;
    const { stops } = this;
    const [title, text] = stops[at].content.cloneNode(true).children;
    this.titleTarget.replaceChildren(title);
    this.textTarget.replaceChildren(text);
    this.countTarget.textContent = this.countValue.replace("{n}", at + 1).replace("{all}", stops.length);
    this.backTarget.hidden = at === 0;
    const last = at === stops.length - 1;
    this.nextTarget.hidden = last;
    this.endTarget.hidden = !last;
    this.marked?.classList.remove("gx-coached");
    this.marked = this.anchor(stops[at]);
    this.marked?.classList.add("gx-coached");
    this.marked?.scrollIntoView({ block: "nearest" });
    this.place();
    this.coachTarget.focus({ preventScroll: true });
  }

  place = () => {
    const { style, offsetWidth: width, offsetHeight: height } = this.coachTarget;
    if (window.innerWidth < PHONE || !this.marked) {
      style.left = style.top = "";
      return;
    }
    const box = this.marked.getBoundingClientRect();
    const beside = box.right + GAP + width < window.innerWidth - EDGE && box.height > height;
    const below = box.bottom + GAP + height < window.innerHeight - EDGE;
    const left = beside ? box.right + GAP : box.left;
    const top = beside ? box.top + EDGE : below ? box.bottom + GAP : box.top - GAP - height;
    style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - EDGE - width))}px`;
    style.top = `${Math.max(EDGE, Math.min(top, window.innerHeight - EDGE - height))}px`;
  };

  next() {
    if (this.at + 1 < this.stops.length) this.show(this.at + 1);
    else this.leave();
  }

  back() {
    if (this.at > 0) this.show(this.at - 1);
  }

  pressed(event) {
    if (event.isComposing || event.target.closest("button")) return;
    const act = { ArrowRight: () => this.next(), ArrowLeft: () => this.back(), Enter: () => this.next() }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  escaped = (event) => {
    if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.leave();
  };

  leave() {
    const inside = this.coachTarget.contains(document.activeElement);
    this.put_away();
    if (inside) this.before?.focus?.();
  }

  put_away() {
    this.coachTarget.hidden = true;
    this.marked?.classList.remove("gx-coached");
    window.removeEventListener("resize", this.place);
    window.removeEventListener("scroll", this.place, true);
    document.removeEventListener("keydown", this.escaped);
  }
}
