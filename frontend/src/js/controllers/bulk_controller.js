// Picking rows: select all, Shift for a range, the bar that counts them and acts on them.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["all", "row", "bar", "count", "table", "ids", "every", "more"];
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
  }
}
