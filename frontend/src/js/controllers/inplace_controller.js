// Editing a fact where it stands: its pencil (or the fact itself) fetches the control, which is saved or given up there.
import { Controller } from "@hotwired/stimulus";

const OWN = "a, button, input, select, textarea, label, summary, .ts-wrapper, .ts-dropdown";

export default class extends Controller {
  static targets = ["form"];

  connect() {
    this.element.addEventListener("click", this.pressed);
    this.element.addEventListener("keydown", this.typed);
    document.addEventListener("record:changed", this.changed);
  }

  disconnect() {
    this.element.removeEventListener("click", this.pressed);
    this.element.removeEventListener("keydown", this.typed);
    document.removeEventListener("record:changed", this.changed);
  }

  // Anywhere on a fact that has a pencil; its links, and what was marked to be copied, stay what they are.
  pressed = (event) => {
    const fact = event.target.closest(".gx-fact");
    if (!fact || event.target.closest(OWN) || !window.getSelection().isCollapsed) return;
    fact.querySelector(":scope > .gx-pen")?.click();
  };

  typed = (event) => {
    const form = event.target.closest(".gx-inplace");
    const pen = event.target.closest(".gx-pen");
    if (event.isComposing || event.defaultPrevented) return;
    if (pen && event.key === " ") {
      event.preventDefault();
      pen.click();
    }
    if (form && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close(form);
    }
  };

  formTargetConnected(form) {
    const fact = form.closest(".gx-fact");
    for (const other of fact.querySelectorAll(":scope > .gx-inplace")) if (other !== form) other.remove();
    fact.classList.add("gx-ed");
    // A chooser replaces its select once it is there.
    requestAnimationFrame(() => {
      const control = form.querySelector("input:not([type=hidden]), textarea, select");
      if (!form.isConnected || !control) return;
      const place = control.tomselect?.control_input ?? control;
      place.focus();
      form.scrollIntoView({ block: "nearest" });
      if (place.type === "text") place.select?.();
    });
  }

  cancel(event) {
    this.close(event.currentTarget.closest(".gx-inplace"));
  }

  close(form) {
    const fact = form.closest(".gx-fact");
    fact.classList.remove("gx-ed");
    form.remove();
    fact.querySelector(":scope > .gx-pen")?.focus();
  }

  // Saved: the focus goes back to where it began, and the names elsewhere on the page follow.
  changed = ({ detail }) => {
    const back = () => {
      this.rename();
       document.querySelector(`#fact-${detail.fields[0]} > .gx-pen`)?.focus();
    };
    document.addEventListener("htmx:afterSettle", back, { once: true });
  };

  rename() {
    const name = document.querySelector("#record-name h1")?.textContent;
    const crumb = document.querySelector(".gx-crumb [aria-current=page]");
    if (!name || !crumb || crumb.textContent === name) return;
    document.title = document.title.replace(crumb.textContent, name);
    crumb.textContent = name;
  }
}
