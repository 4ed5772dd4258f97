// A list whose choices depend on another field of the same form, or of the same line: only those that go with it are offered.
// What was chosen stays until somebody chooses otherwise; the server says that it doesn't fit.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static values = { name: String, on: String, top: Boolean };

  connect() {
    this.all = [...this.element.options].map((option) => option.cloneNode(true));
    this.form = this.element.form;
    this.form?.addEventListener("change", this.changed);
    this.offer();
  }

  disconnect() {
    this.form?.removeEventListener("change", this.changed);
  }

  get lead() {
    if (this.topValue) return this.onValue;
    const { name } = this.element;
    return `${name.slice(0, name.length - this.nameValue.length)}${this.onValue}`;
  }

  changed = ({ target }) => {
    if (target.name === this.lead) this.offer();
  };

  offer() {
    const lead = this.form?.elements[this.lead];
    if (!lead) return;
    const present = new FormData(this.form).getAll(this.lead);
    const chosen = new Set([...this.element.selectedOptions].map((option) => option.value));
    const fits = ({ value, dataset }) =>
      chosen.has(value) || !dataset.onlyFor || JSON.parse(dataset.onlyFor).some((key) => present.includes(key));
    const offered = this.all.filter(fits);
    if (this.element.tomselect) this.inChooser(offered);
    else this.inList(offered, chosen);
  }

  inList(offered, chosen) {
    const options = offered.map((option) => option.cloneNode(true));
    for (const option of options) option.selected = chosen.has(option.value);
    this.element.replaceChildren(...options);
  }

  inChooser(offered) {
    const chooser = this.element.tomselect;
    const kept = [...chooser.items];
    chooser.clearOptions(({ id }) => kept.includes(id));
    for (const { value, text } of offered) if (value) chooser.addOption({ id: value, label: text });
    chooser.refreshOptions(false);
  }
}
