// The panels of a record become tabs where there is no room for columns. Wide screens show all of them.
import { Controller } from "@hotwired/stimulus";

const NARROW = window.matchMedia("(max-width: 767.98px)");

export default class extends Controller {
  static targets = ["tab", "panel"];

  connect() {
    NARROW.addEventListener("change", this.show);
    this.chosen = this.tabTargets[0]?.dataset.tab;
    this.show();
  }

  disconnect() {
    NARROW.removeEventListener("change", this.show);
  }

  get narrow() {
    return NARROW.matches || Boolean(this.element.closest(".gx-panel"));
  }

  choose(event) {
    this.chosen = event.currentTarget.dataset.tab;
    this.show();
  }

  show = () => {
    for (const tab of this.tabTargets) {
      const on = tab.dataset.tab === this.chosen;
      tab.classList.toggle("gx-on", on);
      tab.setAttribute("aria-pressed", String(on));
    }
    for (const panel of this.panelTargets) panel.hidden = this.narrow && panel.dataset.tab !== this.chosen;
  };
}
