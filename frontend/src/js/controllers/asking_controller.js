// Shows the fields that a form asks for only under a condition, and takes them away again, while it is filled in. The rules
// are the server's: the form's values go to data-asking-url-value, which names the fields that aren't asked for.
import { Controller } from "@hotwired/stimulus";

const PAUSE = 250;

export default class extends Controller {
  static targets = ["field"];
  static values = { url: String, uses: Array };

  connect() {
    this.element.addEventListener("input", this.later);
    this.element.addEventListener("change", this.later);
    this.look();
  }

  disconnect() {
    clearTimeout(this.timer);
    this.element.removeEventListener("input", this.later);
    this.element.removeEventListener("change", this.later);
  }

  later = ({ target }) => {
    if (target.name && !this.usesValue.includes(target.name)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  };

  async look() {
    const asked = (this.asked = (this.asked ?? 0) + 1);
    const body = new FormData(this.element);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(this.urlValue, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok || asked !== this.asked) return;
      const { away } = await answer.json();
      for (const field of this.fieldTargets) this.show(field, !away.includes(field.dataset.field));
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem; // without a line the server asks when the form is sent
    }
  }

  show(field, asked) {
    if (field.hidden !== asked) return;
    field.hidden = field.disabled = !asked;
    field.previousElementSibling.disabled = asked;
    for (const select of field.querySelectorAll("select")) select.tomselect?.[asked ? "enable" : "disable"]();
  }
}
