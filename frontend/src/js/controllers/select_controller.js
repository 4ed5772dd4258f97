// Choosing a linked record (searched on the server) or several choices. Without script the plain <select> stays.
// data-select-url-value answers ?q= with JSON: [{"id": …, "label": …, "hint": …}]
import { Controller } from "@hotwired/stimulus";
import TomSelect from "tom-select/base";
import clear from "tom-select/plugins/clear_button/plugin.js";
import remove from "tom-select/plugins/remove_button/plugin.js";

TomSelect.define("clear_button", clear);
TomSelect.define("remove_button", remove);

export default class extends Controller {
  static values = { url: String, empty: String, clearLabel: String };

  connect() {
    const many = this.element.multiple;
    const remote = Boolean(this.urlValue);
    this.select = new TomSelect(this.element, {
      valueField: "id",
      labelField: "label",
      searchField: remote ? [] : ["label"],
      maxOptions: 50,
      plugins: many
        ? { remove_button: { title: this.clearLabelValue } }
        : this.element.required
          ? {}
          : { clear_button: { title: this.clearLabelValue, html: ({ title }) => this.clearButton(title) } },
      ...(remote && { load: (query, done) => this.load(query, done), score: () => () => 1, preload: "focus" }),
      render: {
        option: ({ label, text, hint }, escape) =>
          `<div>${escape(label ?? text)}${hint ? `<span class="gx-kb">${escape(hint)}</span>` : ""}</div>`,
        item: ({ label, text }, escape) => `<div>${escape(label ?? text)}</div>`,
        no_results: (_, escape) => `<div class="no-results">${escape(this.emptyValue)}</div>`,
      },
    });
    // The label belongs to the new control now; the <select> behind it would be read a second time, without a name.
    this.element.setAttribute("aria-hidden", "true");
  }

  disconnect() {
    this.element.removeAttribute("aria-hidden");
    this.select?.destroy();
  }

  clearButton(title) {
    const button = document.createElement("div");
    button.className = "clear-button";
    button.title = title;
    button.textContent = "×";
    return button.outerHTML;
  }

  async load(query, done) {
    this.pending?.abort();
    this.pending = new AbortController();
    const url = new URL(this.urlValue, window.location.href);
    url.searchParams.set("q", query);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: this.pending.signal });
      if (!answer.ok) return done();
      // The chosen ones stay; anything else comes from this search alone.
      this.select.clearOptions((option) => this.select.items.includes(String(option.id)));
      done(await answer.json());
    } catch (problem) {
      if (problem.name !== "AbortError") done();
    }
  }
}
