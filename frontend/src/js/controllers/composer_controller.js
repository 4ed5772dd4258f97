// Where one writes about a record: tabs for what kind of thing it is, quoting, and a clean field once it was sent.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { whole } from "../htmx.js";

export default class extends Controller {
  static targets = [
    ...["form", "tab", "kind", "facts", "words", "body", "rich", "button", "at", "once", "quotes", "quoted"],
    ...["quotedText", "region"],
  ];

  connect() {
    document.addEventListener("live:said", this.said);
  }

  disconnect() {
    document.removeEventListener("live:said", this.said);
  }

  // Somebody said something about this record: the timeline is renewed, unless one is in the middle of something there.
  said = ({ detail: { key } }) => {
    const region = this.regionTarget;
    if (!this.element.dataset.watch?.startsWith(key) || region.querySelector("form textarea, [open]")) return;
    if (region.dataset.older) return;
    htmx.ajax("GET", region.dataset.url, { target: region, swap: whole });
  };

  choose(event) {
    this.show(event.currentTarget);
    this.field?.focus();
  }

  // Arrow keys go from tab to tab, as readers expect of tabs.
  move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const tabs = this.tabTargets;
    const next = tabs.at((tabs.indexOf(event.currentTarget) + step) % tabs.length);
    this.show(next);
    next.focus();
  }

  show(tab) {
    const { composerKindParam: kind, composerButtonParam: button } = tab.dataset;
    const speaks = kind === "comment";
    for (const one of this.tabTargets) {
      one.classList.toggle("gx-on", one === tab);
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    }
    this.kindTarget.value = kind;
    this.buttonTarget.textContent = button;
    this.element.querySelector("[role=tabpanel]").setAttribute("aria-labelledby", tab.id);
    this.wordsTarget.hidden = !speaks;
    this.bodyTarget.hidden = speaks;
    this.atTarget.hidden = !speaks;
    this.richTarget.disabled = speaks;
    this.wordsTarget.querySelector("textarea").disabled = !speaks;
    if (!speaks && !this.richTarget.dataset.controller) this.edit();
    let any = false;
    for (const label of this.factsTarget.children) {
      const fits = label.dataset.kinds.split(" ").includes(kind);
      label.hidden = !fits;
      label.querySelector("select, input").disabled = !fits;
      any ||= fits;
    }
    this.factsTarget.hidden = !any;
  }

  // The editor is heavy, so it is fetched for who writes a note; a fresh element is what makes it appear.
  edit() {
    const text = this.richTarget.cloneNode();
    text.value = this.richTarget.value;
    text.dataset.controller = "editor";
    text.dataset.focus = "1";
    this.richTarget.replaceWith(text);
  }

  get field() {
    const place = this.wordsTarget.hidden ? this.bodyTarget : this.wordsTarget;
    return place.querySelector("[contenteditable=true]") ?? place.querySelector("textarea");
  }

  at() {
    const text = this.wordsTarget.querySelector("textarea");
    text.focus();
    const gap = /\S$/.test(text.value.slice(0, text.selectionStart)) ? " " : "";
    text.setRangeText(`${gap}@`, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  quote({ params: { key, who, text } }) {
    this.show(this.tabTargets[0]);
    this.quotesTarget.value = key;
    this.quotedTextTarget.textContent = `${who}: ${text}`;
    this.quotedTarget.hidden = false;
    this.formTarget.scrollIntoView({ block: "center" });
    this.field.focus();
  }

  unquote() {
    this.quotesTarget.value = "";
    this.quotedTarget.hidden = true;
  }

  // The answer is the renewed timeline; what was written stands there, so the field is emptied. A refusal keeps it.
  sent(event) {
    if (event.target !== this.formTarget) return;
    if (!event.detail.successful) return;
    this.formTarget.reset();
    this.onceTarget.value = crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
    this.unquote();
    this.element.querySelector("#talk-problems").textContent = "";
    for (const hidden of this.formTarget.querySelectorAll("[name=named]")) hidden.remove();
    this.formTarget.dispatchEvent(new CustomEvent("composer:sent", { bubbles: true }));
    this.show(this.tabTargets.find((tab) => tab.classList.contains("gx-on")));
  }
}
