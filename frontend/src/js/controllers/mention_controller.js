// Naming a colleague while writing: after an @, a list of who could be meant, by characters, pinyin or initials.
// Whom one chose is sent along as a hidden field; the text keeps the plain name.
import { Controller } from "@hotwired/stimulus";

const WAIT = 120;
const TYPED = /(?:^|[\s\p{P}])@([\p{L}\p{N}.·'-]{0,30})$/u;

export default class extends Controller {
  static targets = ["text"];
  static values = { url: String, closed: String, none: String };

  disconnect() {
    this.close();
  }

  typed(event) {
    if (event.isComposing) return;
    const found = this.before.match(TYPED);
    clearTimeout(this.timer);
    if (!found) return this.close();
    this.timer = setTimeout(() => this.ask(found[1]), WAIT);
  }

  get before() {
    return this.textTarget.value.slice(0, this.textTarget.selectionStart);
  }

  async ask(text) {
    this.asked = text;
    const answer = await fetch(`${this.urlValue}?q=${encodeURIComponent(text)}`).catch(() => null);
    if (!answer?.ok || this.asked !== text) return;
    const { people } = await answer.json();
    this.show(people);
  }

  show(people) {
    this.close();
    const list = document.createElement("div");
    Object.assign(list, { id: "mention-list", className: "gx-pop gx-menu gx-mentions" });
    list.setAttribute("role", "listbox");
    if (!people.length) list.append(this.line("p", "gx-t3", this.noneValue));
    for (const person of people) {
      const button = this.line("button", "", person.name);
      Object.assign(button, { type: "button", tabIndex: -1, disabled: !person.may, id: `mention-${person.id}` });
      button.setAttribute("role", "option");
      button.append(this.line("span", "gx-t3 gx-s12", person.may ? person.meta : this.closedValue));
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", () => this.take(person));
      list.append(button);
    }
    this.list = list;
    this.people = people.filter((person) => person.may);
    this.element.append(list);
    this.textTarget.setAttribute("aria-controls", list.id);
    this.mark(0);
  }

  line(tag, css, text) {
    const element = document.createElement(tag);
    element.className = css;
    element.textContent = text;
    return element;
  }

  mark(place) {
    if (!this.people.length) return;
    this.place = (place + this.people.length) % this.people.length;
    for (const option of this.list.querySelectorAll("[role=option]")) {
      const on = option.id === `mention-${this.people[this.place].id}`;
      option.classList.toggle("gx-on", on);
      option.setAttribute("aria-selected", String(on));
      if (on) this.textTarget.setAttribute("aria-activedescendant", option.id);
    }
  }

  pressed(event) {
    if (!this.list || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.mark(this.place + step);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
      if (!this.people.length) return this.close();
      this.take(this.people[this.place]);
    } else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(person) {
    const text = this.textTarget;
    const end = text.selectionStart;
    const start = this.before.lastIndexOf("@");
    text.setRangeText(`@${person.name} `, start, end, "end");
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: "named", value: person.id });
    this.element.append(hidden);
    this.close();
    text.focus();
    text.dispatchEvent(new Event("change", { bubbles: true }));
  }

  left() {
    setTimeout(() => this.close(), 150);
  }

  close() {
    clearTimeout(this.timer);
    this.list?.remove();
    this.list = undefined;
    if (!this.hasTextTarget) return;
    this.textTarget.removeAttribute("aria-activedescendant");
    this.textTarget.removeAttribute("aria-controls");
  }
}
