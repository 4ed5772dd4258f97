// The panels of a record's page: folded, moved by dragging their heads or by their menus, columns folded with [ and ] (keys.py).
// How it was left is kept per person.
import { Controller } from "@hotwired/stimulus";
import { remember } from "../remember.js";

const WIDE = window.matchMedia("(min-width: 1200px)");

export default class extends Controller {
  static targets = ["column", "panel", "tools", "foldTool", "said"];
  static values = { name: String };

  connect() {
    this.element.addEventListener("keys:fold", this.folds);
    this.element.addEventListener("htmx:load", this.renewed);
    this.element.addEventListener("dragover", this.over);
    this.element.addEventListener("drop", this.dropped);
  }

  disconnect() {
    this.element.removeEventListener("keys:fold", this.folds);
    this.element.removeEventListener("htmx:load", this.renewed);
    this.element.removeEventListener("dragover", this.over);
    this.element.removeEventListener("drop", this.dropped);
  }

  panelTargetConnected(panel) {
    this.equip(panel);
  }

  // A panel that was fetched anew has a new head.
  renewed = () => {
    for (const panel of this.panelTargets) this.equip(panel);
  };

  equip(panel) {
    const head = panel.querySelector(".gx-pn header");
    if (!head || head.querySelector(".gx-arrange")) return;
    const tools = this.toolsTarget.content.cloneNode(true);
    const title = head.querySelector("h2");
    const summary = tools.querySelector("summary");
    summary.setAttribute("aria-label", `${summary.getAttribute("aria-label")}: ${title.textContent.trim()}`);
    const fold = this.foldToolTarget.content.cloneNode(true);
    head.prepend(fold);
    head.insertBefore(tools, head.querySelector(":scope > .gx-ml"));
    this.tell(panel);
    head.draggable = true;
    head.addEventListener("dragstart", this.dragged);
    head.addEventListener("dragend", this.ended);
  }

  // --- folding -------------------------------------------------------------------------------------------------

  fold(event) {
    const panel = this.panelOf(event);
    panel.toggleAttribute("data-folded");
    this.tell(panel);
    this.keep();
  }

  tell(panel) {
    const button = panel.querySelector(".gx-fold");
    const title = panel.querySelector("header h2").textContent.trim();
    button?.setAttribute("aria-expanded", String(!panel.hasAttribute("data-folded")));
    button?.setAttribute("aria-label", title);
  }

  toggle(event) {
    const side = event.params.side ?? event.currentTarget.closest("[data-column]").dataset.column;
    const closed = new Set(this.closed);
    if (closed.has(side)) closed.delete(side);
    else closed.add(side);
    if (closed.size) this.element.dataset.closed = [...closed].join(" ");
    else delete this.element.dataset.closed;
    this.keep();
  }

  get closed() {
    return (this.element.dataset.closed ?? "").split(" ").filter(Boolean);
  }

  folds = ({ detail }) => {
    if (WIDE.matches) this.toggle({ params: detail });
  };

  // --- moving --------------------------------------------------------------------------------------------------

  move(event) {
    const panel = this.panelOf(event);
    const { by } = event.params;
    const column = panel.closest("[data-column]");
    const near = by === "up" ? panel.previousElementSibling : panel.nextElementSibling;
    if (by === "up" && near?.matches("[data-panel-key]")) near.before(panel);
    if (by === "down") near?.after(panel);
    if (["left", "right"].includes(by) && column.dataset.column !== "middle") this.column(by).append(panel);
    panel.querySelector("details[open]")?.removeAttribute("open");
    panel.querySelector(".gx-arrange summary").focus();
    panel.scrollIntoView({ block: "nearest" });
    this.saidTarget.textContent = this.saidTarget.dataset.moved;
    this.keep();
  }

  reset() {
    remember(this.nameValue, null).then(() => window.location.reload());
  }

  dragged = (event) => {
    if (event.target.closest("a, button, summary")) return event.preventDefault();
    this.moving = event.currentTarget.closest("[data-panel-key]");
    this.moving.classList.add("gx-moving");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.moving.dataset.panelKey);
  };

  over = (event) => {
    const column = this.moving && event.target.closest("[data-column]");
    const middle = (place) => place.dataset.column === "middle";
    if (!column || middle(column) !== middle(this.moving.closest("[data-column]"))) return;
    event.preventDefault();
    const below = [...column.querySelectorAll(":scope > [data-panel-key]")].find((panel) => {
      const { top, height } = panel.getBoundingClientRect();
      return panel !== this.moving && event.clientY < top + height / 2;
    });
    if (below) below.before(this.moving);
    else column.append(this.moving);
  };

  dropped = (event) => {
    if (this.moving) event.preventDefault();
  };

  ended = () => {
    this.moving?.classList.remove("gx-moving");
    this.moving = undefined;
    this.keep();
  };

  // --- keeping -------------------------------------------------------------------------------------------------

  keep() {
    const value = { closed: this.closed, folded: [] };
    for (const column of this.columnTargets) {
      const panels = [...column.querySelectorAll(":scope > [data-panel-key]")];
      value[column.dataset.column] = panels.map((panel) => panel.dataset.panelKey);
      value.folded.push(...panels.filter((p) => p.hasAttribute("data-folded")).map((p) => p.dataset.panelKey));
    }
    remember(this.nameValue, value);
  }

  column(name) {
    return this.columnTargets.find((column) => column.dataset.column === name);
  }

  panelOf(event) {
    return event.currentTarget.closest("[data-panel-key]");
  }
}
