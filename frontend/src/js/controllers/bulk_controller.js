// Picking rows: select all, Shift for a range, the bar that counts them and acts on them.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["all", "row", "bar", "count", "table", "ids", "every", "more", "whole", "part", "sum"];
  static values = { total: Number };

  connect() {
    this.show();
  }

  get picked() {
    return this.rowTargets.filter((box) => box.checked);
  }

  /** Everything that matches, not only this page. */
  takeAll() {
    this.everyTarget.value = "1";
    this.show();
    this.barTarget.querySelector("button[name=action]")?.focus();
  }

  toggleAll() {
    for (const box of this.rowTargets) box.checked = this.allTarget.checked;
    this.show();
  }

  pick(event) {
    const at = this.rowTargets.indexOf(event.currentTarget);
    if (event.shiftKey && this.last !== undefined) {
      const [from, to] = [this.last, at].sort((a, b) => a - b);
      for (const box of this.rowTargets.slice(from, to + 1)) box.checked = event.currentTarget.checked;
    }
    this.last = at;
    this.show();
  }

  clear() {
    for (const box of this.rowTargets) box.checked = false;
    this.show();
  }

  show() {
    const { picked } = this;
    for (const box of this.rowTargets) box.closest("tr").classList.toggle("gx-sel", box.checked);
    if (this.hasAllTarget) {
      this.allTarget.checked = picked.length > 0 && picked.length === this.rowTargets.length;
      this.allTarget.indeterminate = picked.length > 0 && !this.allTarget.checked;
    }
    if (this.hasTableTarget) this.tableTarget.classList.toggle("gx-picking", picked.length > 0);
    if (this.hasBarTarget) this.barTarget.hidden = picked.length === 0;
    const full = picked.length > 0 && picked.length === this.rowTargets.length;
    if (this.hasEveryTarget && !full) this.everyTarget.value = "";
    const every = this.hasEveryTarget && this.everyTarget.value === "1";
    if (this.hasMoreTarget) this.moreTarget.hidden = !full || every;
    for (const count of this.countTargets) count.textContent = every ? count.dataset.bulkEvery : picked.length.toLocaleString(document.documentElement.lang);
    this.add(every ? [] : picked);
  }

  /** The sums in the foot are those of the picked rows while there are any. */
  add(picked) {
    const on = picked.length > 0;
    for (const word of this.wholeTargets) word.hidden = on || this.sumTargets.every((sum) => !sum.lastElementChild.dataset.all);
    for (const word of this.partTargets) word.hidden = !on;
    for (const sum of this.sumTargets) {
      const figure = sum.lastElementChild;
      figure.textContent = on ? this.total(picked, sum.dataset.name) : figure.dataset.all;
      sum.hidden = figure.textContent === "";
    }
  }

  total(picked, name) {
    const at = this.tableTarget.querySelector(`th[data-name="${name}"]`)?.cellIndex;
    // In hundredths, as whole numbers: amounts are exact.
    const cents = picked.reduce((sum, box) => sum + this.cents(box.closest("tr").cells[at]?.textContent ?? ""), 0n);
    const whole = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
    const units = whole.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
    return `${cents < 0n ? "-" : ""}${units}.${whole.slice(-2)}`;
  }

  cents(text) {
    const digits = text.replace(/[^\d-]/g, "");
    return /\d/.test(digits) ? BigInt(digits) : 0n;
  }
}
