// The first page arranged by whom it belongs to: tiles are dragged, moved by keys, widened, removed and added; every change
// is kept at once.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { remember } from "../remember.js";

const WIDE = "2";
const NARROW = "1";

export default class extends Controller {
  static targets = ["zone", "tile", "start", "tools", "hint", "handles", "menu", "choices", "told"];
  static values = { choices: String, words: Object };

  disconnect() {
    this.put_away();
  }

  get tiles() {
    return [...this.element.querySelectorAll("[data-tile]")];
  }

  // What drags is fetched when somebody arranges, and not with every first page.
  async arrange() {
    this.element.classList.add("gx-arranging");
    this.toggle(true);
    for (const tile of this.tiles) this.equip(tile);
    document.addEventListener("keydown", this.leave);
    this.element.addEventListener("focusin", this.holding);
    this.element.querySelector(".gx-grip")?.focus();
    const { default: Sortable } = await import("sortablejs");
    if (!this.element.classList.contains("gx-arranging")) return;
    this.sortables = this.zoneTargets.map((zone) =>
      Sortable.create(zone, {
        group: zone.dataset.size === "3" ? "full" : "columns",
        handle: ".gx-grip",
        draggable: "[data-tile]",
        animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
        onEnd: ({ item }) => this.kept("moved", item),
      }),
    );
  }

  done() {
    this.put_away();
    this.startTarget.focus();
  }

  put_away() {
    this.sortables?.forEach((sortable) => sortable.destroy());
    this.sortables = undefined;
    document.removeEventListener("keydown", this.leave);
    this.element.removeEventListener("focusin", this.holding);
    this.element.classList.remove("gx-arranging");
    for (const tools of this.element.querySelectorAll(".gx-tile > header > .gx-tile-tools")) tools.remove();
    this.toggle(false);
  }

  toggle(arranging) {
    this.toolsTarget.hidden = this.hintTarget.hidden = !arranging;
    this.startTarget.hidden = arranging;
  }

  leave = (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !this.menuTarget.open) this.done();
  };

  holding = ({ target }) => {
    this.held = target.matches(".gx-grip") ? target.closest("[data-tile]").dataset.tile : undefined;
  };

  // A tile that came late takes the place of the one that waited for it, whose handle may just be in use.
  tileTargetConnected(tile) {
    if (!this.element.classList.contains("gx-arranging") || tile.querySelector(".gx-tile-tools")) return;
    this.equip(tile);
    if (this.held === tile.dataset.tile && document.activeElement === document.body) {
      tile.querySelector(".gx-grip").focus();
    }
  }

  equip(tile) {
    const tools = this.handlesTarget.content.cloneNode(true);
    for (const button of tools.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.getAttribute("aria-label")}: ${tile.dataset.label}`);
    }
    if (tile.parentElement.dataset.size === "3") tools.querySelector("[data-action='tiles#widen']").remove();
    tile.querySelector(":scope > header").append(tools);
  }

  // --- changes --------------------------------------------------------------------------------------------------------

  pressed(event) {
    const tile = event.target.closest("[data-tile]");
    const act = {
      ArrowUp: () => tile.previousElementSibling?.before(tile),
      ArrowDown: () => tile.nextElementSibling?.after(tile),
      ArrowLeft: () => this.into(tile, WIDE),
      ArrowRight: () => this.into(tile, NARROW),
      Delete: () => this.drop(tile),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    if (event.key === "Delete") return;
    event.target.focus();
    tile.scrollIntoView({ block: "nearest" });
    this.kept(event.key === "ArrowLeft" ? "wide" : event.key === "ArrowRight" ? "narrow" : "moved", tile);
  }

  widen(event) {
    const tile = event.target.closest("[data-tile]");
    const size = tile.parentElement.dataset.size === WIDE ? NARROW : WIDE;
    this.into(tile, size);
    event.currentTarget.focus();
    this.kept(size === WIDE ? "wide" : "narrow", tile);
  }

  remove(event) {
    this.drop(event.target.closest("[data-tile]"));
  }

  drop(tile) {
    const next = tile.nextElementSibling ?? tile.previousElementSibling;
    tile.remove();
    this.kept("gone", tile);
    (next?.querySelector(".gx-grip") ?? this.menuTarget.querySelector("summary")).focus();
  }

  /** Into the column of this width, beside where it stood. */
  into(tile, size) {
    const zone = this.zone(size);
    if (tile.parentElement === zone || tile.parentElement.dataset.size === "3") return;
    const place = [...tile.parentElement.children].indexOf(tile);
    zone.insertBefore(tile, zone.children[place] ?? null);
  }

  zone(size) {
    return this.zoneTargets.find((zone) => zone.dataset.size === String(size));
  }

  async kept(what, tile) {
    const placed = this.zoneTargets.flatMap((zone) =>
      [...zone.querySelectorAll(":scope > [data-tile]")].map((one) => [one.dataset.tile, Number(zone.dataset.size)]),
    );
    const place = tile.parentElement ? [...tile.parentElement.children].indexOf(tile) + 1 : 0;
    await remember("home", placed);
    this.toldTarget.textContent = this.wordsValue[what].replace("{tile}", tile.dataset.label).replace("{n}", place);
  }

  async reset() {
    await remember("home", null);
    window.location.reload();
  }

  // --- adding ---------------------------------------------------------------------------------------------------------

  async choices() {
    if (!this.menuTarget.open) return;
    if (!this.choicesTarget.firstElementChild) {
      await htmx.ajax("GET", this.choicesValue, { target: this.choicesTarget, source: this.choicesTarget });
    }
    const there = new Set(this.tiles.map((tile) => tile.dataset.tile));
    const buttons = [...this.choicesTarget.querySelectorAll("[data-choice]")];
    for (const button of buttons) button.hidden = there.has(button.dataset.choice);
    this.choicesTarget.querySelector("[data-none]").hidden = buttons.some((button) => !button.hidden);
  }

  async add({ currentTarget: button }) {
    this.menuTarget.open = false;
    const zone = this.zone(button.dataset.size);
    await htmx.ajax("GET", button.dataset.url, { target: zone, source: zone, swap: "beforeend" });
    const tile = this.element.querySelector(`[data-tile="${button.dataset.choice}"]`);
    if (!tile) return;
    if (!tile.querySelector(".gx-tile-tools")) this.equip(tile);
    tile.querySelector(".gx-grip").focus();
    tile.scrollIntoView({ block: "nearest" });
    this.kept("added", tile);
  }
}
