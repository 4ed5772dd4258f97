// The heads of a list: their right edge is dragged to change the width, they themselves to change the order; what is to
// stay in sight gets its distance from the left. The server keeps it all and draws the list again.
import { Controller } from "@hotwired/stimulus";

const NARROWEST = 60;

export default class extends Controller {
  static targets = ["head", "form"];

  connect() {
    for (const head of this.headTargets) {
      head.draggable = true;
      head.addEventListener("dragstart", this.lift);
      head.addEventListener("dragover", this.over);
      head.addEventListener("dragleave", this.leave);
      head.addEventListener("drop", this.drop);
    }
    this.pin();
    window.addEventListener("resize", this.pin);
  }

  disconnect() {
    window.removeEventListener("resize", this.pin);
  }

  get table() {
    return this.element.querySelector("table");
  }

  pin = () => {
    const heads = [...this.table.querySelectorAll("thead th")];
    const last = heads.findLastIndex((head) => head.classList.contains("gx-pin"));
    if (last < 0) return;
    let left = 0;
    const offsets = heads.slice(0, last + 1).map((head) => {
      const at = left;
      left += head.offsetWidth;
      return at;
    });
    for (const row of this.table.rows) {
      offsets.forEach((at, place) => {
        row.cells[place].classList.add("gx-pin");
        row.cells[place].style.left = `${at}px`;
      });
      row.cells[last].classList.add("gx-pin-last");
    }
  };

  send(verb, more = {}) {
    const { elements } = this.formTarget;
    elements.do.value = verb;
    for (const [name, value] of Object.entries(more)) elements[name].value = value;
    this.formTarget.requestSubmit();
  }

  // --- widths

  grab(event) {
    event.preventDefault();
    const head = event.currentTarget.closest("th");
    head.draggable = false;
    const widths = new Map(this.headTargets.map((one) => [one, one.offsetWidth]));
    this.fix(widths);
    const [from, was] = [event.clientX, head.offsetWidth];
    const move = ({ clientX }) => {
      widths.set(head, Math.max(NARROWEST, Math.round(was + clientX - from)));
      this.fix(widths);
    };
    const drop = () => {
      document.removeEventListener("pointermove", move);
      head.draggable = true;
      if (widths.get(head) === was) return;
      const told = [...widths].map(([one, width]) => `${one.dataset.name}:${width}`);
      this.send("widths", { widths: told.join(",") });
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop, { once: true });
  }

  natural(event) {
    this.send(`natural:${event.currentTarget.closest("th").dataset.name}`);
  }

  fix(widths) {
    const { table } = this;
    const picks = table.querySelector("thead .gx-ck")?.offsetWidth ?? 0;
    const sum = [...widths.values()].reduce((total, width) => total + width, picks);
    table.classList.add("gx-fixed");
    table.style.width = `${sum}px`;
    table.style.minWidth = "0";
    table.querySelector("colgroup")?.remove();
    for (const [head, width] of widths) head.style.width = `${width}px`;
  }

  // --- order

  lift = (event) => {
    this.lifted = event.currentTarget;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.lifted.dataset.name);
  };

  over = (event) => {
    if (!this.lifted || event.currentTarget === this.lifted) return;
    event.preventDefault();
    event.currentTarget.classList.add("gx-over");
  };

  leave = (event) => event.currentTarget.classList.remove("gx-over");

  drop = (event) => {
    event.preventDefault();
    const [from, to] = [this.headTargets.indexOf(this.lifted), this.headTargets.indexOf(event.currentTarget)];
    const before = this.headTargets[from < to ? to + 1 : to]?.dataset.name ?? "";
    this.send(`move:${this.lifted.dataset.name}`, { before });
  };
}
