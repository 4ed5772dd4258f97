// Owned lines of a record, such as a quote's: rows are added from a <template> and marked for removal.
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

  changed() {
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
