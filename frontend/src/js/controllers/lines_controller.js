// Owned lines of a record, such as a quote's: rows are added from a <template>, dragged or moved by keys, and marked for removal.
// Fields are named PREFIX-0-name, PREFIX-1-name …; PREFIX-TOTAL_FORMS counts them, __prefix__ is the new row's number.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["rows", "template", "total", "row"];

  add(event) {
    event?.preventDefault();
    const number = Number(this.totalTarget.value);
    const markup = this.templateTarget.innerHTML.replaceAll("__prefix__", String(number));
    this.rowsTarget.insertAdjacentHTML("beforeend", markup);
    this.totalTarget.value = String(number + 1);
    this.rowTargets.at(-1).querySelector("input:not([type=hidden]), select, textarea")?.focus();
    this.changed();
  }

  remove(event) {
    event.preventDefault();
    const row = event.currentTarget.closest("[data-lines-target~=row]");
    const shown = this.rowTargets.filter((other) => !other.hidden);
    const next = shown[shown.indexOf(row) + 1] ?? shown[shown.indexOf(row) - 1];
    row.querySelector("input[name$='-DELETE']").checked = true;
    row.hidden = true;
    // A hidden row is on its way out: the browser must not hold the form up for its empty fields.
    for (const field of row.querySelectorAll("[required]")) field.required = false;
    (next?.querySelector("input:not([type=hidden]), select") ?? this.element.querySelector("[data-lines-add]"))?.focus();
    this.changed();
  }

  grab(event) {
    event.preventDefault();
    const row = event.currentTarget.closest("tr");
    const move = ({ clientY }) => this.drag(row, clientY);
    const drop = () => {
      row.classList.remove("gx-dragged");
      document.removeEventListener("pointermove", move);
      this.renumber();
    };
    row.classList.add("gx-dragged");
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop, { once: true });
    document.addEventListener("pointercancel", drop, { once: true });
  }

  drag(row, y) {
    const over = this.rowTargets.find((other) => {
      const { top, bottom } = other.getBoundingClientRect();
      return other !== row && !other.hidden && y >= top && y <= bottom;
    });
    if (!over) return;
    const { top, height } = over.getBoundingClientRect();
    if (y < top + height / 2) over.before(row);
    else over.after(row);
  }

  key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const row = event.currentTarget.closest("tr");
    const shown = this.rowTargets.filter((other) => !other.hidden);
    const other = shown[shown.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    event.currentTarget.focus();
    row.scrollIntoView({ block: "nearest" });
    this.renumber();
  }

  // The server reads the rows by their numbers, and a kept draft puts values back by name.
  renumber() {
    const prefix = this.totalTarget.name.replace(/TOTAL_FORMS$/, "");
    this.rowTargets.forEach((row, number) => {
      for (const field of row.querySelectorAll(`[name^="${prefix}"]`)) {
        field.name = field.name.replace(/^(.*?)-\d+-/, `$1-${number}-`);
      }
    });
    this.changed();
  }

  changed() {
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
