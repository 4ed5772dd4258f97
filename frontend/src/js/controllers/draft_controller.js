// Keeps what was typed into a form until the server has it: <form data-controller="draft" data-draft-key-value="/its/address/">
// with parts/draft.html inside. Survives a reload, a crash, a lost line. A field is left out with data-draft-skip on it or
// around it; an editor's hidden field is kept with data-draft on it, if it sends "input" on typing and listens to "change".
import { Controller } from "@hotwired/stimulus";
import { person } from "../deliver.js";
import { drawn, labels, nameOf, read, write } from "../draft_fields.js";
import * as store from "../store.js";

const PAUSE = 400;
const LONGEST = 200_000;
const BOUNDS = { most: 60, days: 14 };

export default class extends Controller {
  static targets = ["bar", "time", "moved", "list"];
  static values = { key: String };

  async connect() {
    this.form = this.element;
    this.key = `${person()} ${this.keyValue || window.location.pathname}`;
    this.base = drawn(this.form);
    this.form.addEventListener("input", this.typed);
    this.form.addEventListener("change", this.typed);
    this.form.addEventListener("form:saved", this.saved);
    this.form.addEventListener("htmx:afterRequest", this.taken);
    this.form.addEventListener("submit", () => (this.sent = true));
    document.addEventListener("panel:saved", this.panelSaved);
    window.addEventListener("pagehide", this.leaving);
    document.addEventListener("visibilitychange", this.leaving);
    if (!person()) return;
    this.early();
    try {
      await store.prune("drafts", person(), BOUNDS);
      this.offer(await store.get("drafts", this.key));
    } catch (problem) {
      console.warn("no drafts here:", problem);
    }
  }

  disconnect() {
    this.leaving();
    clearTimeout(this.timer);
    document.removeEventListener("panel:saved", this.panelSaved);
    window.removeEventListener("pagehide", this.leaving);
    document.removeEventListener("visibilitychange", this.leaving);
  }

  // Typed before this script was there.
  early() {
    const field = document.activeElement;
    if (!this.form.contains(field) || !field.name) return;
    if (!same(read(this.form)[field.name], this.base[field.name])) this.typed({ isTrusted: true });
  }

  // What nobody typed, such as a field that fills itself while the page opens, is no draft.
  typed = (event) => {
    if (event.isTrusted === false && !this.form.contains(document.activeElement)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
    this.waiting = true;
  };

  leaving = () => {
    if (this.waiting && document.visibilityState !== "visible") this.keep();
    else if (this.waiting && !this.form.isConnected) this.keep();
  };

  keep() {
    clearTimeout(this.timer);
    if (!this.waiting || this.done || !person()) return undefined;
    this.waiting = false;
    const { once, version } = this.form.elements;
    const values = read(this.form);
    if (same(values, this.base) && !("formDirty" in this.form.dataset)) return store.remove("drafts", this.key);
    const told = { values, base: this.base, labels: labels(this.form), once: once?.value, version: version?.value };
    if (JSON.stringify(told).length > LONGEST) return undefined;
    return store.put("drafts", { key: this.key, person: person(), at: Date.now(), ...told }).catch(() => {});
  }

  saved = () => {
    this.forget();
  };

  // htmx sent the form and the page stays: what it took is no draft any more, the next words are.
  taken = ({ detail }) => {
    if (!detail.successful || detail.elt !== this.form) return;
    clearTimeout(this.timer);
    this.waiting = false;
    store.remove("drafts", this.key).catch(() => {});
    setTimeout(() => (this.base = read(this.form)));
  };

  // A form below the one that was saved stays as it is.
  panelSaved = () => {
    if (this.sent && this.form.closest("[data-panel-target]")) this.forget();
  };

  forget() {
    this.done = true;
    clearTimeout(this.timer);
    const gone = store.remove("drafts", this.key).catch(() => {});
    document.addEventListener("page:leaving", ({ detail }) => detail.waits.push(gone), { once: true });
  }

  /** The bar, when the draft says something else than the form. A form that was refused shows what was typed last. */
  offer(draft) {
    if (!draft || this.waiting || "formDirty" in this.form.dataset || !this.hasBarTarget) return;
    const now = read(this.form);
    const differing = Object.keys(draft.values).filter((name) => !same(draft.values[name], now[name] ?? [""]));
    const said = differing.filter((name) => !same(draft.values[name], draft.base[name] ?? [""]));
    if (!said.length) return;
    this.draft = draft;
    this.said = said;
    const at = new Date(draft.at);
    const today = at.toDateString() === new Date().toDateString();
    const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(today ? {} : { month: "short", day: "numeric" }) };
    this.timeTarget.textContent = new Intl.DateTimeFormat(document.documentElement.lang, shape).format(at);
    this.timeTarget.dateTime = at.toISOString();
    this.movedTarget.hidden = !draft.version || draft.version === this.form.elements.version?.value;
    this.listTarget.replaceChildren(...said.flatMap((name) => this.difference(name, now[name])));
    this.barTarget.hidden = false;
  }

  difference(name, now = []) {
    const named = document.createElement("dt");
    named.textContent = nameOf(this.form, name);
    const told = document.createElement("dd");
    const words = (values) => values.map((value) => this.draft.labels[value] ?? value).filter(Boolean).join(", ");
    if (words(now)) {
      const before = document.createElement("del");
      before.textContent = words(now);
      told.append(before, " → ");
    }
    const after = document.createElement("ins");
    after.textContent = words(this.draft.values[name]) || "—";
    told.append(after);
    return [named, told];
  }

  restore() {
    const { values, labels: told, once } = this.draft;
    write(this.form, Object.fromEntries(this.said.map((name) => [name, values[name]])), told);
    // Sent before the crash, and again now: the token makes it one.
    if (once && this.form.elements.once && !this.form.elements.version) this.form.elements.once.value = once;
    this.barTarget.hidden = true;
    this.waiting = true;
    this.keep();
    this.form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
    this.form.querySelector("input:not([type=hidden]), textarea")?.focus();
  }

  discard() {
    this.barTarget.hidden = true;
    store.remove("drafts", this.key).catch(() => {});
  }
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
