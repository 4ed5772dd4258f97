// The towns that are offered for an address: those of the chosen province. Any other can be written.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["province", "towns"];

  connect() {
    this.all = [...this.townsTarget.options];
    this.narrow();
  }

  disconnect() {
    this.townsTarget.replaceChildren(...this.all);
  }

  narrow() {
    const province = this.provinceTarget.value;
    this.townsTarget.replaceChildren(...this.all.filter(({ dataset }) => !province || dataset.in === province));
  }
}
