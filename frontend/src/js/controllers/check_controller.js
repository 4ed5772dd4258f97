// Looks at a field when somebody leaves it, and says below it what is wrong and how to put it right. The rules are the
// server's: the form's values go to data-check-url-value + "check/FIELD/", and nothing is written.
import { Controller } from "@hotwired/stimulus";

const CONTROL = "input[name]:not([type=hidden], [type=file]), textarea[name], select[name]";

export default class extends Controller {
  static targets = ["wrong"];
  static values = { url: String, key: String };

  connect() {
    this.touched = new WeakSet();
    this.element.addEventListener("input", this.changed);
    this.element.addEventListener("change", this.changed);
    this.element.addEventListener("focusout", this.left);
  }

  disconnect() {
    this.element.removeEventListener("input", this.changed);
    this.element.removeEventListener("change", this.changed);
    this.element.removeEventListener("focusout", this.left);
  }

  changed = ({ target }) => {
    const control = this.controlOf(target);
    if (control) this.touched.add(control);
  };

  left = ({ target }) => {
    const control = this.controlOf(target);
    const row = control?.closest(".gx-fieldrow");
    if (!row || !this.touched.has(control) || control.name.includes("-")) return;
    this.touched.delete(control);
    this.look(control, row);
  };

  // The chooser's own input stands for the select behind it.
  controlOf(target) {
    if (target.matches?.(CONTROL)) return target;
    return target.closest?.(".ts-wrapper")?.previousElementSibling;
  }

  async look(control, row) {
    const url = new URL(`${this.urlValue}check/${control.name}/`, window.location.href);
    if (this.keyValue) url.searchParams.set("key", this.keyValue);
    const body = new FormData(this.element);
    // Files are sent once, with the form.
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok || this.touched.has(control)) return;
      const { errors } = await answer.json();
      this.say(control, row, errors.join(" "));
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem; // without a line it is told when the form is sent
    }
  }

  say(control, row, text) {
    const id = `${control.id}-error`;
    let note = document.getElementById(id);
    if (!text) note?.remove();
    else if (note) note.querySelector("span").textContent = text;
    else {
      note = this.wrongTarget.content.firstElementChild.cloneNode(true);
      note.id = id;
      note.querySelector("span").textContent = text;
      row.append(note);
    }
    const shown = control.tomselect?.control_input ?? control;
    const told = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((word) => word && word !== id);
    if (text) told.push(id);
    for (const element of new Set([control, shown])) {
      element.setAttribute("aria-describedby", told.join(" "));
      if (text) element.setAttribute("aria-invalid", "true");
      else element.removeAttribute("aria-invalid");
    }
    control.classList.remove("is-invalid");
  }
}
