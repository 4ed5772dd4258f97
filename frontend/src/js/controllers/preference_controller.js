// Theme, density and the like: the page changes at once, the server is told in the background.
// <form data-controller="preference" data-action="submit->preference#save"> with buttons named theme or density.
import { Controller } from "@hotwired/stimulus";

const SHOW = {
  theme(root, value) {
    root.classList.toggle("gx-auto", value === "auto");
    if (value === "auto") delete root.dataset.bsTheme;
    else root.dataset.bsTheme = value;
  },
  density(root, value) {
    root.dataset.density = value;
  },
};

export default class extends Controller {
  async save(event) {
    const { name, value } = event.submitter ?? {};
    if (!SHOW[name]) return;
    event.preventDefault();
    SHOW[name](document.documentElement, value);
    for (const button of this.element.querySelectorAll(`[name="${name}"]`)) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    const body = new FormData(this.element, event.submitter);
    const answer = await fetch(this.element.getAttribute("action"), { method: "POST", body, redirect: "manual" });
    if (!answer.ok && answer.type !== "opaqueredirect") this.element.submit();
  }
}
