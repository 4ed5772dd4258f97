// Keys for fast hands, by the table that the server gives: the same table makes the help. Never while typing, never while
// an input method is composing; single letters are off when the person says so.
import { Controller } from "@hotwired/stimulus";
import { token } from "../remember.js";

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open]";
const SECOND_KEY_WITHIN = 2500;
const HINT_AFTER = 500;
const SIGNS = { ArrowDown: "↓", ArrowUp: "↑" };

export default class extends Controller {
  static targets = ["search", "help", "list", "palette", "hint"];
  static values = { single: { type: Boolean, default: true }, table: Object, visit: String };

  connect() {
    document.addEventListener("keydown", this.pressed);
    this.tell();
  }

  disconnect() {
    document.removeEventListener("keydown", this.pressed);
    this.wait("");
  }

  get table() {
    return this.tableValue.keys ?? [];
  }

  pressed = (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.altKey || this.element.inert) return;
    const held = event.ctrlKey || event.metaKey;
    const typing = event.target.closest?.(TYPING);
    const name = this.name(event, held);
    if (["Shift", "Control", "Meta"].includes(event.key)) return;
    if (held ? typing && name !== "Ctrl+k" : typing || !this.singleValue) return this.wait("");
    const way = this.waiting ? `${this.waiting} ${name}` : name;
    this.wait("");
    if (this.run(way, event)) return event.preventDefault();
    if (!held && this.leads(name)) this.wait(name);
  };

  name(event, held) {
    if (held) return `Ctrl+${event.key.toLowerCase()}`;
    return event.shiftKey && /^[A-Za-z]$/.test(event.key) ? `Shift+${event.key.toUpperCase()}` : event.key;
  }

  // --- what is done ---------------------------------------------------------------------------------------------------

  /** Do what a row of keys means on this page; false when it means nothing here. */
  run(way, event) {
    const [first, second] = way.split(" ");
    for (const key of this.table) {
      const number = key.does === "view" && first === "v" && /^[1-9]$/.test(second) ? Number(second) : 0;
      if (!key.does || !(number || key.press.includes(way)) || !this.works(key)) continue;
      if (this[`do_${key.does}`](key, number, event) !== false) return true;
    }
    return false;
  }

  /** Whether a key has what it needs on this page. */
  works(key) {
    return !key.to || key.does === "visit" || this.shown(key.to) !== undefined;
  }

  shown(selector) {
    return [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
  }

  do_palette() {
    this.openPalette();
  }

  do_help() {
    this.listTarget.replaceChildren(...this.sections((key) => this.works(key)));
    this.helpTarget.showModal();
  }

  do_visit(key) {
    // What the page offers to do beside itself is done so.
    const aside = document.querySelector(`a[href="${CSS.escape(key.to)}"][data-action~="panel#open"]`);
    if (aside) aside.click();
    else window.location.assign(key.to);
  }

  do_click(key) {
    const found = this.shown(key.to);
    if (found.matches("input:not([type=checkbox]), textarea, [contenteditable]")) found.focus();
    else found.click();
  }

  do_view(key, number) {
    const tab = [...document.querySelectorAll(key.to)].filter((element) => element.checkVisibility())[number - 1];
    if (!tab) return false;
    tab.click();
  }

  do_next(key, _number, event) {
    return this.move(1, event);
  }

  do_previous(key, _number, event) {
    return this.move(-1, event);
  }

  do_select(key) {
    return this.pick({ shiftKey: false });
  }

  do_range(key) {
    return this.pick({ shiftKey: true });
  }

  do_fold(key) {
    const side = key.press.includes("[") ? "left" : "right";
    this.shown(key.to).dispatchEvent(new CustomEvent("keys:fold", { detail: { side } }));
  }

  // --- rows -----------------------------------------------------------------------------------------------------------

  get rows() {
    return [...document.querySelectorAll("[data-keys-row]")].filter((row) => row.checkVisibility());
  }

  get here() {
    return this.rows.findIndex((row) => row.contains(document.activeElement));
  }

  // The row's link has the focus, so Enter opens it. Arrows scroll the page until a row was chosen.
  move(step, event) {
    const { here, rows } = this;
    if (here < 0 && event.key.startsWith("Arrow")) return false;
    const row = rows[Math.max(here + step, 0)];
    const link = row?.querySelector("a[href]");
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
  }

  pick(how) {
    const box = this.rows[this.here]?.querySelector("input[type=checkbox]");
    if (!box) return false;
    box.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ...how }));
  }

  // --- a second key ---------------------------------------------------------------------------------------------------

  leads(name) {
    return this.table.some((key) => key.press.some((way) => way.startsWith(`${name} `)) && this.works(key));
  }

  /** Wait for the key after this one, and after a moment show which there are; "" waits no more. */
  wait(first) {
    clearTimeout(this.hinting);
    clearTimeout(this.giving);
    this.waiting = first;
    if (this.hasHintTarget) this.hintTarget.hidden = true;
    if (!first || !this.hasHintTarget) return;
    this.hinting = setTimeout(() => {
      this.hintTarget.replaceChildren(...this.list((key) => this.works(key) && key.press[0].startsWith(`${first} `)));
      this.hintTarget.hidden = false;
    }, HINT_AFTER);
    this.giving = setTimeout(() => this.wait(""), SECOND_KEY_WITHIN + HINT_AFTER);
  }

  // --- help -----------------------------------------------------------------------------------------------------------

  sections(fits) {
    return Object.entries(this.tableValue.headings ?? {}).flatMap(([where, label]) => {
      const rows = this.list((key) => key.where === where && fits(key));
      return rows.length ? [element("section", element("h3", label), element("dl", ...rows, { className: "gx-keylist" }))] : [];
    });
  }

  list(fits) {
    return this.table.filter(fits).flatMap((key) => {
      const ways = key.press.flatMap((way, place) => [
        ...(place ? [", "] : []),
        ...way.split(/[ +]/).flatMap((one) => [element("kbd", SIGNS[one] ?? (one.length === 1 ? one.toUpperCase() : one)), " "]),
      ]);
      return [element("dt", ...ways), element("dd", key.label)];
    });
  }

  // --- palette --------------------------------------------------------------------------------------------------------

  openPalette(event) {
    if (!this.hasPaletteTarget) return this.searchTarget.click();
    event?.preventDefault();
    const dialog = this.paletteTarget;
    // What is put in names the palette's controller, which is then fetched.
    const inside = dialog.querySelector(":scope > template");
    inside?.replaceWith(inside.content.cloneNode(true));
    if (!dialog.open) dialog.showModal();
  }

  // Opening this page is put down among what was opened last.
  tell() {
    const what = this.visitValue;
    if (!what || (what !== "@home" && sessionStorage.getItem("guanxi-opened") === what)) return;
    sessionStorage.setItem("guanxi-opened", what);
    const body = new URLSearchParams({ what });
    const headers = { "X-CSRFToken": token() };
    fetch("/palette/opened/", { method: "POST", headers, body, keepalive: true }).catch(() => {});
  }
}

function element(name, ...inside) {
  const made = document.createElement(name);
  for (const part of inside) typeof part === "object" && !(part instanceof Node) ? Object.assign(made, part) : made.append(part);
  return made;
}
