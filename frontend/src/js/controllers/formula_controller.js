// Tells under a formula what it gives for a record, while it is written, and puts the names that are chosen into it.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

const PAUSE = 350;

export default class extends Controller {
  static targets = ["text", "told"];
  static values = { url: String };

  connect() {
    this.form = this.textTarget.form;
    this.sent = this.textTarget.value;
    this.textTarget.addEventListener("input", this.later);
    this.form.addEventListener("change", this.later);
    this.toldTarget.addEventListener("click", this.put);
    this.look();
  }

  disconnect() {
    clearTimeout(this.timer);
    this.textTarget.removeEventListener("input", this.later);
    this.form.removeEventListener("change", this.later);
    this.toldTarget.removeEventListener("click", this.put);
  }

  later = () => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  };

  async look() {
    const asked = (this.asked = (this.asked ?? 0) + 1);
    const url = new URL(this.urlValue, window.location.href);
    url.searchParams.set("of", this.textTarget.name);
    const key = window.location.pathname.match(/[0-9a-f-]{36}/);
    if (key) url.searchParams.set("key", key[0]);
    const body = new FormData(this.form);
    body.set(this.textTarget.name, this.textTarget.value);
    try {
      const answer = await fetch(url, { method: "POST", body });
      if (!answer.ok || asked !== this.asked) return;
      const open = this.toldTarget.querySelector("details")?.open;
      const way = { swapStyle: htmx.config.defaultSwapStyle, swapDelay: 0, settleDelay: 0 };
      htmx.swap(this.toldTarget, await answer.text(), way);
      this.toldTarget.querySelector("details").open = Boolean(open);
      this.tellOnce();
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem; // without a line it is told when the form is sent
    }
  }

  // A form that came back says what is wrong with what was sent; once that is changed, it is said here.
  tellOnce() {
    const error = document.getElementById(`${this.textTarget.id}-error`);
    if (!error) return;
    error.hidden = this.textTarget.value !== this.sent;
    if (!error.hidden) this.toldTarget.querySelector(".gx-err")?.remove();
  }

  put = ({ target }) => {
    const name = target.closest("code")?.textContent;
    if (!name) return;
    const text = this.textTarget;
    text.setRangeText(name, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  };
}
