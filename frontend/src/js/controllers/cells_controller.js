// Changing values in the table. Arrows move between cells once one has the focus; Enter, F2 or a double click opens the
// field's own control inside the cell, so that nothing moves; Enter saves, Tab saves and goes on, Escape leaves it as it
// was. What is refused stays in the cell with the reason under it; what somebody else changed meanwhile is shown beside.
// The rows carry nothing for this: a record's key is in its title's link, a column is known by its place.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { ask } from "../ask.js";
import { element, strip, toast } from "../notices.js";

const KEY = /\/([0-9a-f]{8}-[0-9a-f-]{27})\//;
const INSIDE = "a, button, input, select, textarea, label, summary";

export default class extends Controller {
  static values = { url: String, columns: Array, editable: Array, labels: Object };

  connect() {
    const table = this.element.querySelector("table");
    table.setAttribute("role", "grid");
    this.element.addEventListener("dblclick", this.doubled);
    this.element.addEventListener("keydown", this.pressed);
    this.element.addEventListener("click", this.clicked);
    document.addEventListener("pointerdown", this.outside);
    this.rove(this.cells.find((cell) => this.isOpen(cell)));
  }

  disconnect() {
    this.element.removeEventListener("dblclick", this.doubled);
    this.element.removeEventListener("keydown", this.pressed);
    this.element.removeEventListener("click", this.clicked);
    document.removeEventListener("pointerdown", this.outside);
  }

  // --- where one is -------------------------------------------------------------------------------------------------

  get cells() {
    return [...this.element.querySelectorAll("tbody tr:first-child td")];
  }

  name(cell) {
    return this.columnsValue[cell.cellIndex - (cell.parentElement.cells.length - this.columnsValue.length)];
  }

  isOpen(cell) {
    return this.editableValue.includes(this.name(cell));
  }

  // One cell is reached by Tab, the others from it by arrows.
  rove(cell, focus = false) {
    if (!cell) return;
    // Taken from the cell that has the focus, it would take the focus away, and with it what is typed now.
    if (this.here !== cell) this.here?.removeAttribute("tabindex");
    this.here = cell;
    cell.tabIndex = 0;
    if (focus) {
      cell.focus();
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  clicked = (event) => {
    const cell = event.target.closest("tbody td");
    if (cell && !this.edit && !event.target.closest(INSIDE)) this.rove(cell, true);
  };

  doubled = (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell || event.target.closest(INSIDE) || !this.isOpen(cell)) return;
    window.getSelection()?.removeAllRanges();
    this.open(cell);
  };

  pressed = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const cell = event.target.closest("tbody td");
    if (!cell) return;
    if (this.opening) return this.early(event);
    if (this.edit?.cell === cell) return this.whileEditing(event);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F2" && this.isOpen(cell)) return this.run(event, () => this.open(cell));
    if (event.target !== cell) return;
    if (event.key === "Enter" && this.isOpen(cell)) return this.run(event, () => this.open(cell));
    const next = this.neighbour(cell, event.key);
    if (next) this.run(event, () => this.rove(next, true));
  };

  neighbour(cell, key) {
    const row = cell.parentElement;
    const { cellIndex: at } = cell;
    return {
      ArrowLeft: () => row.cells[at - 1],
      ArrowRight: () => row.cells[at + 1],
      ArrowUp: () => row.previousElementSibling?.cells[at],
      ArrowDown: () => row.nextElementSibling?.cells[at],
      Home: () => row.cells[0],
      End: () => row.cells[row.cells.length - 1],
    }[key]?.();
  }

  run(event, act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // --- in a cell ----------------------------------------------------------------------------------------------------

  whileEditing(event) {
    // An open list of choices has the keys first.
    if (event.target.closest(".ts-wrapper.dropdown-active") && event.key !== "Tab") return;
    const long = event.target.matches("textarea") && (event.shiftKey || event.altKey);
    if (event.target.closest(".gx-cellnote") && event.key === "Enter") return;
    if (event.key === "Enter" && !long) this.run(event, () => this.save());
    else if (event.key === "Tab") this.run(event, () => this.save(event.shiftKey ? -1 : 1));
    else if (event.key === "Escape") this.run(event, () => this.leave());
    else event.stopPropagation();
  }

  async open(cell) {
    if (this.edit && !(await this.save())) return;
    const key = cell.parentElement.querySelector("a[href]")?.getAttribute("href").match(KEY)?.[1];
    if (!key || this.opening) return;
    this.opening = true;
    this.typed = "";
    this.then = undefined;
    const url = this.urlValue.replace("{id}", key).replace("{field}", this.name(cell));
    try {
      const { html, version, hint } = await ask(url);
      this.rove(cell);
      cell.classList.add("gx-editing");
      htmx.swap(cell, html, { swapStyle: "beforeend" });
      const form = cell.querySelector("form.gx-celledit");
      form.addEventListener("submit", (event) => event.preventDefault());
      this.edit = { cell, url, version, form, was: this.sent(form) };
      if (hint) this.showKeys();
      // Controls that build themselves do so after this moment.
      await new Promise((done) => requestAnimationFrame(done));
      this.opening = false;
      this.ready(form);
    } catch (problem) {
      strip(problem.told || this.labelsValue.failed);
    } finally {
      this.opening = false;
    }
  }

  // Fast hands type before the control is there: what they typed is put into it, and the key that ended it is obeyed.
  early(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      Enter: () => this.save(),
      Tab: () => this.save(event.shiftKey ? -1 : 1),
      Escape: () => this.leave(),
    }[event.key];
    this.run(event, () => {
      if (act) this.then ??= act;
      else if (event.key.length === 1 && !this.then) this.typed += event.key;
    });
  }

  ready(form) {
    this.focusIn(form);
    const field = form.querySelector("input:not([type=hidden], [type=checkbox]), textarea");
    if (this.typed && field && !field.closest(".ts-wrapper")) field.value = this.typed;
    this.then?.();
  }

  focusIn(form) {
    const built = form.querySelector("select")?.tomselect;
    const field = form.querySelector("input:not([type=hidden]), textarea, select");
    if (built) built.focus();
    else field?.focus();
    if (field?.matches("input[type=text], input[inputmode], input[type=email], input[type=url], input[type=tel]"))
      field.select();
  }

  sent(form) {
    return new URLSearchParams(new FormData(form)).toString();
  }

  /** Resolves to whether the cell is closed. */
  async save(step = 0) {
    const { edit } = this;
    if (!edit || edit.busy) return false;
    const body = this.sent(edit.form);
    if (body === edit.was && !edit.refused) {
      this.leave();
      return this.goOn(edit.cell, step);
    }
    edit.busy = true;
    edit.step = step;
    edit.form.setAttribute("aria-busy", "true");
    try {
      const told = new URLSearchParams(body);
      told.set("version", edit.version);
      told.set("columns", this.columnsValue.join(","));
      const { cells, message, undo, version } = await ask(edit.url, told);
      this.show(edit.cell.parentElement, cells);
      if (undo) toast(message, { label: undo, act: () => this.takeBack(edit, version) });
      this.leave();
      return this.goOn(edit.cell, step);
    } catch (problem) {
      if (problem.status === 409 && problem.answer.theirs !== undefined) this.conflict(problem.answer);
      else this.refuse(problem.told || this.labelsValue.failed);
      return false;
    } finally {
      edit.busy = false;
      edit.form.removeAttribute("aria-busy");
    }
  }

  // The value from before is saved like any other, unless somebody changed the row meanwhile.
  async takeBack({ cell, url, was }, version) {
    const told = new URLSearchParams(was);
    told.set("version", version);
    told.set("columns", this.columnsValue.join(","));
    try {
      const { cells } = await ask(url, told);
      this.show(cell.parentElement, cells);
    } catch (problem) {
      strip(problem.told || this.labelsValue.failed);
    }
  }

  goOn(cell, step) {
    if (!step) return true;
    let next = cell;
    do next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
    while (next && !this.isOpen(next));
    if (next) this.open(next);
    return true;
  }

  show(row, cells) {
    for (const cell of row.cells) {
      const html = cells[this.name(cell)];
      if (html === undefined) continue;
      cell.replaceChildren();
      htmx.swap(cell, html, { swapStyle: "beforeend" });
    }
  }

  leave() {
    const { cell, form } = this.edit;
    const inside = !form.isConnected || cell.contains(document.activeElement);
    this.edit = undefined;
    form.remove();
    cell.querySelector(".gx-cellnote")?.remove();
    cell.classList.remove("gx-editing", "gx-wrong");
    if (inside) this.rove(cell, true);
  }

  outside = (event) => {
    if (!this.edit || this.edit.cell.contains(event.target) || event.target.closest(".ts-dropdown")) return;
    if (this.edit.form.isConnected) this.save();
    else this.edit = undefined;
  };

  // --- what is said under the cell ----------------------------------------------------------------------------------

  showKeys() {
    const { save, next, cancel } = this.labelsValue;
    const told = [
      ["Enter", save],
      ["Tab", next],
      ["Esc", cancel],
    ].map(([key, text]) => element("span", "", element("kbd", "", key), ` ${text}`));
    this.note("gx-pop gx-keys", ...told);
  }

  refuse(reason) {
    this.edit.refused = true;
    this.edit.cell.classList.add("gx-wrong");
    const note = this.note("gx-pop gx-bad", reason);
    note.setAttribute("role", "alert");
    this.focusIn(this.edit.form);
  }

  conflict({ message, version }) {
    const { mine, theirs } = this.labelsValue;
    const { edit } = this;
    edit.cell.classList.add("gx-wrong");
    const button = (label, css, act) => {
      const made = element("button", `btn btn-sm ${css}`, label);
      made.type = "button";
      made.addEventListener("click", act);
      return made;
    };
    const keep = button(mine, "btn-primary", () => {
      edit.version = version;
      edit.refused = true;
      this.save(edit.step);
    });
    const take = button(theirs, "", () => this.take());
    const note = this.note("gx-pop gx-warn", element("p", "", message), element("div", "gx-row", keep, take));
    note.setAttribute("role", "alert");
    keep.focus();
  }

  // Theirs is in the database already: the row is read anew.
  async take() {
    const { edit } = this;
    try {
      const { cells } = await ask(`${edit.url}?columns=${this.columnsValue.join(",")}`);
      this.show(edit.cell.parentElement, cells);
      this.leave();
      this.goOn(edit.cell, edit.step);
    } catch (problem) {
      this.refuse(problem.told || this.labelsValue.failed);
    }
  }

  note(css, ...inside) {
    const { cell } = this.edit;
    cell.querySelector(".gx-cellnote")?.remove();
    const note = element("div", `gx-cellnote ${css}`, ...inside);
    cell.append(note);
    const box = note.getBoundingClientRect();
    const frame = this.element.getBoundingClientRect();
    note.classList.toggle("gx-up", box.bottom > frame.bottom - 4 && cell.parentElement.rowIndex > 3);
    note.classList.toggle("gx-left", box.right > frame.right - 4);
    return note;
  }
}
