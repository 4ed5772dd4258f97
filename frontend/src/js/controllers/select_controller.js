// Choosing a linked record (searched on the server), several choices, or free words such as tags. Without script the
// plain <select> stays, and a field of free words is typed with semicolons.
// data-select-url-value answers ?q= with JSON: [{"id": …, "label": …, "hint": …}]
import { Controller } from "@hotwired/stimulus";
import TomSelect from "tom-select/base";
import caret from "tom-select/plugins/caret_position/plugin.js";
import drag from "tom-select/plugins/drag_drop/plugin.js";
import clear from "tom-select/plugins/clear_button/plugin.js";
import remove from "tom-select/plugins/remove_button/plugin.js";

TomSelect.define("clear_button", clear);
TomSelect.define("remove_button", remove);
TomSelect.define("drag_drop", drag);
TomSelect.define("caret_position", caret);

const WIDE = 240; // pixels; a list is not narrower than that, however narrow its field is
const GAP = 8;

export default class extends Controller {
  static values = {
    ...{ url: String, empty: String, clearLabel: String, createLabel: String, free: Boolean },
    ...{ newUrl: String, newField: String, newLabel: String },
    ordered: Boolean,
  };

  connect() {
    const remote = Boolean(this.urlValue);
    this.select = new TomSelect(this.element, {
      valueField: "id",
      labelField: "label",
      searchField: remote && !this.freeValue ? [] : ["label"],
      maxOptions: 50,
      refreshThrottle: 0, // Enter right behind the last letter must not choose what fitted before it
      clearAfterSelect: this.orderedValue,
      plugins: this.plugins(),
      ...(remote && {
        load: (query, done) => this.load(query, done),
        score: (query) => (option) => this.fits(query, option),
        preload: "focus",
      }),
      ...(this.newUrlValue && this.whatIsNotThere()),
      ...(this.freeValue && this.freeWords()),
      // What floats above the page scrolls inside itself; the list must not be cut off by it.
      ...(this.element.closest(".gx-fb, .gx-tw") && { dropdownParent: "body" }),
      render: {
        option: ({ label, text, hint }, escape) =>
          `<div><span>${escape(label ?? text)}</span>${hint ? `<span class="gx-kb">${escape(hint)}</span>` : ""}</div>`,
        item: ({ label, text }, escape) => `<div>${escape(label ?? text)}</div>`,
        no_results: (_, escape) => `<div class="no-results">${escape(this.emptyValue)}</div>`,
        option_create: ({ input }, escape) =>
          `<div class="create" role="option">${escape(this.createLabelValue || this.newLabelValue)} <strong>${escape(input)}</strong></div>`,
      },
    });
    // What was found comes first; what isn't there yet, last.
    if (this.newUrlValue) this.select.hook("after", "refreshOptions", () => this.last(".create"));
    if (this.select.settings.dropdownParent === "body") this.floats();
    // The label belongs to the new control now; the element behind it would be read a second time, without a name.
    this.element.setAttribute("aria-hidden", "true");
  }

  last(wanted) {
    const content = this.select.dropdown_content;
    content.append(...content.querySelectorAll(wanted));
  }

  plugins() {
    if (this.orderedValue) return { remove_button: { title: this.clearLabelValue }, drag_drop: {}, caret_position: {} };
    if (this.element.multiple || this.freeValue) return { remove_button: { title: this.clearLabelValue } };
    if (this.element.required) return {};
    return { clear_button: { title: this.clearLabelValue, html: ({ title }) => this.clearButton(title) } };
  }

  /** Made in the side panel; offered once the server said what is there. */
  whatIsNotThere() {
    return {
      create: (typed, done) => this.make(typed, done),
      createFilter: (typed) => typed === this.answered,
      createOnBlur: false,
      persist: false,
    };
  }

  /** Words that need not exist yet; pasted ones are cut where people put marks between them. */
  freeWords() {
    const words = this.element.value.split(";").map((word) => word.trim()).filter(Boolean);
    return {
      delimiter: ";",
      splitOn: /[;；,，、\n]/,
      create: (input) => ({ id: input.trim(), label: input.trim() }),
      createOnBlur: true,
      createFilter: (input) => input.trim().length > 0 && input.trim().length <= 40,
      persist: false,
      options: words.map((word) => ({ id: word, label: word })),
      items: words,
      duplicates: false,
      hidePlaceholder: true,
    };
  }

  /** The list opens where there is room for it, and stays with its field while that is scrolled. */
  floats() {
    const { select } = this;
    const below = select.positionDropdown.bind(select);
    select.positionDropdown = () => {
      below();
      this.fit();
    };
    this.follow = ({ target }) => select.isOpen && !select.dropdown.contains(target) && select.positionDropdown();
    document.addEventListener("scroll", this.follow, { capture: true, passive: true });
    this.sizes = new ResizeObserver(() => select.isOpen && select.positionDropdown());
    this.sizes.observe(select.dropdown);
  }

  fit() {
    const { control, dropdown } = this.select;
    const field = control.getBoundingClientRect();
    const width = Math.min(Math.max(field.width, WIDE), innerWidth - 2 * GAP);
    dropdown.style.width = `${width}px`;
    dropdown.style.left = `${Math.max(Math.min(field.left, innerWidth - width - GAP), GAP) + scrollX}px`;
    const height = dropdown.offsetHeight + GAP;
    if (field.bottom + height > innerHeight && field.top > innerHeight - field.bottom)
      dropdown.style.top = `${Math.max(field.top - height, 0) + scrollY}px`;
  }

  disconnect() {
    this.element.removeAttribute("aria-hidden");
    if (this.follow) document.removeEventListener("scroll", this.follow, { capture: true });
    this.sizes?.disconnect();
    if (this.element.options) this.putDown();
    else this.select?.destroy();
  }

  // A line that is moved takes its control along: what was chosen in it stays chosen.
  putDown() {
    const chosen = [...this.element.selectedOptions].map(({ value, text }) => ({ value, text }));
    this.select?.destroy();
    const there = new Map([...this.element.options].map((option) => [option.value, option]));
    for (const option of there.values()) option.selected = false;
    for (const { value, text } of chosen) {
      if (there.has(value)) there.get(value).selected = true;
      else this.element.add(new Option(text, value, true, true));
    }
  }

  // What isn't there yet is made in the side panel, and chosen once it is saved.
  make(typed, done) {
    const url = new URL(this.newUrlValue, window.location.href);
    if (typed) url.searchParams.set(this.newFieldValue, typed);
    const chosen = (saved) => done(saved?.id ? { id: saved.id, label: saved.label } : undefined);
    this.select.close();
    this.dispatch("open", { prefix: "panel", detail: { url: url.href, chosen } });
  }

  clearButton(title) {
    const button = document.createElement("div");
    button.className = "clear-button";
    button.title = title;
    button.textContent = "×";
    return button.outerHTML;
  }

  // What the server found fits as it is. All else, the one that is chosen now too, only if it says what was typed: Enter
  // must not choose something else.
  fits(query, { id, label }) {
    const found = query === this.answered && this.found.has(String(id));
    return found || label?.toLowerCase().includes(query.toLowerCase()) ? 1 : 0;
  }

  async load(query, done) {
    this.pending?.abort();
    this.pending = new AbortController();
    const url = new URL(this.urlValue, window.location.href);
    url.searchParams.set("q", query);
    const found = await this.ask(url);
    if (!found || query !== this.select.inputValue()) return this.leave(done);
    // The chosen ones stay; anything else comes from this search alone.
    this.select.clearOptions((option) => this.select.items.includes(String(option.id)));
    this.answered = query;
    this.found = new Set(found.map(({ id }) => String(id)));
    done(found);
  }

  /** What the server found; nothing where it refused, the line was lost or something else was typed meanwhile. */
  async ask(url) {
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: this.pending.signal });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  // The search is over, and changes nothing: a list that was closed since, by a choice, stays closed.
  leave(done) {
    const { isOpen } = this.select;
    done();
    if (!isOpen) this.select.close(false);
  }
}
