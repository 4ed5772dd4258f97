// A list of rows that are dragged by their grip, or moved with Alt and the arrow keys; the form sends them as they stand.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["list", "item"];

  grab(event) {
    event.preventDefault();
    const row = event.currentTarget.closest("li");
    const move = ({ clientY }) => this.drag(row, clientY);
    const drop = () => {
      row.classList.remove("gx-dragged");
      document.removeEventListener("pointermove", move);
    };
    row.classList.add("gx-dragged");
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop, { once: true });
    document.addEventListener("pointercancel", drop, { once: true });
  }

  drag(row, y) {
    const over = this.itemTargets.find((other) => {
      const { top, bottom } = other.getBoundingClientRect();
      return other !== row && y >= top && y <= bottom;
    });
    if (!over) return;
    const { top, height } = over.getBoundingClientRect();
    if (y < top + height / 2) over.before(row);
    else over.after(row);
  }

  key(event) {
    const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const row = event.currentTarget.closest("li");
    const other = this.itemTargets[this.itemTargets.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    event.currentTarget.focus();
    row.scrollIntoView({ block: "nearest" });
  }
}
