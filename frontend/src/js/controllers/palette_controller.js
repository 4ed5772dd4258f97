// The inside of the command palette: asks while one types, moves the choice, opens it, shows what can be done with it.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

const PAUSE = 90;
const SLOW = 200;

export default class extends Controller {
  static targets = ["input", "list", "status", "hint"];
  static values = { url: String, failed: String };

  connect() {
    this.answers = new Map();
    this.dialog = this.element.closest("dialog");
    this.dialog.addEventListener("close", this.closed);
    this.dialog.addEventListener("click", this.scrim);
    new MutationObserver(() => this.dialog.open && this.opened()).observe(this.dialog, { attributeFilter: ["open"] });
    this.opened();
  }

  opened() {
    this.inputTarget.focus();
    this.ask();
  }

  close() {
    this.dialog.close();
  }

  closed = () => {
    this.asking?.abort();
    this.answers.clear();
    this.inputTarget.value = "";
    this.now = undefined;
  };

  scrim = (event) => {
    if (event.target === this.dialog) this.close();
  };

  // --- asking ---------------------------------------------------------------------------------------------------------

  typed(event) {
    if (event.isComposing) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), PAUSE);
  }

  ask() {
    const typed = this.inputTarget.value.trim();
    return this.show(`${this.urlValue}?q=${encodeURIComponent(typed)}`);
  }

  /** Fetch an answer and show it, unless a later question was asked meanwhile. */
  show(url) {
    clearTimeout(this.pause);
    if (url !== this.now) {
      this.now = url;
      this.asking?.abort();
      this.asking = new AbortController();
      this.answering = this.answer(url);
    }
    return this.answering;
  }

  async answer(url) {
    const slow = setTimeout(() => this.element.setAttribute("aria-busy", "true"), SLOW);
    try {
      const html = this.answers.get(url) ?? (await this.fetched(url, this.asking.signal));
      if (url !== this.now) return;
      this.answers.set(url, html);
      this.put(html);
    } catch (failed) {
      if (failed.name === "AbortError" || url !== this.now) return;
      this.now = undefined;
      this.statusTarget.textContent = this.failedValue;
      const note = document.createElement("p");
      note.className = "gx-pal-none";
      note.textContent = this.failedValue;
      this.listTarget.replaceChildren(note);
    } finally {
      clearTimeout(slow);
      if (url === this.now || !this.now) this.element.removeAttribute("aria-busy");
    }
  }

  async fetched(url, signal) {
    const response = await fetch(url, { headers: { "HX-Request": "true", "HX-Current-URL": window.location.href }, signal });
    if (response.redirected) window.location.assign(response.url);
    if (!response.ok) throw new Error(response.status);
    return response.text();
  }

  put(html) {
    htmx.swap(this.listTarget, html, { swapStyle: htmx.config.defaultSwapStyle, swapDelay: 0, settleDelay: 0 });
    this.listTarget.scrollTop = 0;
    this.statusTarget.textContent = this.listTarget.firstElementChild?.dataset.told ?? "";
    this.choose_at(0);
  }

  // --- choosing -------------------------------------------------------------------------------------------------------

  get options() {
    return [...this.listTarget.querySelectorAll("[role=option]")];
  }

  get chosen() {
    return this.listTarget.querySelector("[aria-selected=true]");
  }

  choose_at(place) {
    const { options } = this;
    const chosen = options.at(options.length ? place % options.length : 0);
    this.mark(chosen);
    chosen?.scrollIntoView({ block: "nearest" });
  }

  mark(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    this.inputTarget.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  pointed(event) {
    const option = event.target.closest("[role=option]");
    if (option && option !== this.chosen) this.mark(option);
  }

  pressed(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const here = this.options.indexOf(this.chosen);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.key];
    if (step) {
      event.preventDefault();
      if (Math.abs(step) === 1) this.choose_at(here + step);
      else this.choose_at(Math.min(Math.max(here + step, 0), this.options.length - 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.choose(event);
    } else if (event.key === "Tab") {
      event.preventDefault();
      const { acts } = this.chosen?.dataset ?? {};
      if (acts && !event.shiftKey) this.show(acts);
      else if (this.among_acts) this.ask();
    } else if (event.key === "Escape" && this.among_acts) {
      event.preventDefault();
      this.ask();
    }
  }

  /** Whether what can be done with a record is shown rather than an answer to what was typed. */
  get among_acts() {
    return Boolean(this.now) && !this.now.startsWith(`${this.urlValue}?`);
  }

  /** Open what is chosen; with Ctrl in a new tab. What was typed last is waited for. */
  async choose(event) {
    event.preventDefault();
    const aside = event.ctrlKey || event.metaKey;
    await (this.among_acts ? this.answering : this.ask());
    const { chosen } = this;
    if (!chosen) return;
    if (aside && chosen.href) window.open(chosen.href, "_blank", "noopener");
    else chosen.click();
  }

  // A page that is shown already is left open behind nothing.
  leave(event) {
    if (event.target.closest("a[href]") && !event.ctrlKey && !event.metaKey) this.close();
  }
}
