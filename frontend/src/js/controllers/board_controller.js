// Cards in columns. A card is drawn to another column by mouse or finger, by keys (Space lifts, arrows move, Space drops,
// Escape puts back), or through its menu; the server says whether it may stay there, and asks what it has to know first.
// Each card's data-to holds the numbers of the columns it can go to now.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import Sortable from "sortablejs";
import { ask } from "../ask.js";
import { clearStrip, element, strip, toast } from "../notices.js";

export default class extends Controller {
  static targets = ["column", "list", "card", "live", "menu", "hint", "dialog"];
  static values = { put: String, labels: Object };

  connect() {
    this.sortables = this.listTargets.map((list) => Sortable.create(list, this.options));
    this.element.addEventListener("keydown", this.pressed);
    this.element.addEventListener("board:put", this.put);
    this.element.addEventListener("board:refused", this.refused);
    this.dialogTarget.addEventListener("close", this.closed);
    document.addEventListener("click", this.outside);
    this.element.dataset.ready = "";
  }

  disconnect() {
    for (const sortable of this.sortables) sortable.destroy();
    this.element.removeEventListener("keydown", this.pressed);
    this.element.removeEventListener("board:put", this.put);
    this.element.removeEventListener("board:refused", this.refused);
    this.dialogTarget.removeEventListener("close", this.closed);
    document.removeEventListener("click", this.outside);
  }

  // --- by mouse or finger -------------------------------------------------------------------------------------------

  get options() {
    return {
      group: { name: "cards", put: (to, _from, card) => this.fits(card, to.el) },
      draggable: ".gx-card",
      filter: ".gx-card[data-to=''], button",
      preventOnFilter: false,
      sort: false,
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      fallbackClass: "gx-drag",
      ghostClass: "gx-slot",
      delay: 180,
      delayOnTouchOnly: true,
      scrollSensitivity: 60,
      onStart: ({ item }) => this.began(item),
      onMove: ({ to }) => this.over(to),
      onEnd: ({ item, to }) => this.ended(item, to),
    };
  }

  began(card) {
    clearStrip();
    this.hideMenu();
    this.start(card);
    // What stays behind while the card is on its way.
    this.left = card.cloneNode(true);
    this.left.classList.add("gx-from");
    this.left.classList.remove("gx-slot");
    this.left.removeAttribute("data-board-target");
    this.left.setAttribute("aria-hidden", "true");
    card.after(this.left);
    this.over(card.parentElement);
    document.addEventListener("keydown", this.escape);
  }

  over(list) {
    const away = list !== this.home.list;
    this.hintTarget.hidden = !away;
    const [text, cancel] = this.hintTarget.querySelectorAll("span, b");
    text.textContent = this.say("drop", { column: this.name(list) });
    cancel.textContent = this.labelsValue.cancel;
    for (const column of this.columnTargets) column.classList.toggle("gx-over", away && column.contains(list));
    this.left?.classList.toggle("gx-home", !away);
  }

  escape = (event) => {
    if (event.key === "Escape") this.cancelled = true;
  };

  ended(card, list) {
    document.removeEventListener("keydown", this.escape);
    this.left?.remove();
    this.left = undefined;
    const cancelled = this.cancelled;
    this.cancelled = false;
    if (cancelled || list === this.home.list) this.putBack(card);
    else this.send(card, list);
  }

  // --- by keys ------------------------------------------------------------------------------------------------------

  pressed = (event) => {
    if (event.isComposing || event.target.closest("dialog")) return;
    const { menu } = this;
    if (menu) return this.inMenu(event);
    const card = event.target.closest(".gx-card");
    if (!card || event.target.closest("button")) return;
    if (this.lifted) {
      const act = {
        " ": () => this.drop(),
        Enter: () => this.drop(),
        ArrowRight: () => this.shift(1),
        ArrowLeft: () => this.shift(-1),
        ArrowUp: () => {},
        ArrowDown: () => {},
        Escape: () => this.letGo(),
        Tab: () => this.letGo(),
      }[event.key];
      if (act) this.run(event, act);
    } else if (event.key === " " && card.dataset.to) {
      this.run(event, () => this.lift(card));
    }
  };

  run(event, act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  lift(card) {
    clearStrip();
    this.start(card);
    this.lifted = card;
    card.classList.add("gx-lifted");
    this.tell("lifted", { title: this.title(card) });
  }

  shift(step) {
    const card = this.lifted;
    const order = this.listTargets.filter((list) => list === this.home.list || this.fits(card, list));
    const next = order[order.indexOf(card.parentElement) + step];
    if (!next) return;
    next.prepend(card);
    card.querySelector("a").focus();
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.tell("over", { title: this.title(card), column: this.name(next) });
  }

  drop() {
    const card = this.lifted;
    this.lifted = undefined;
    card.classList.remove("gx-lifted");
    if (card.parentElement === this.home.list) this.putBack(card);
    else this.send(card, card.parentElement, true);
  }

  letGo() {
    const card = this.lifted;
    this.lifted = undefined;
    card.classList.remove("gx-lifted");
    this.putBack(card);
    card.querySelector("a").focus();
  }

  // --- by menu ------------------------------------------------------------------------------------------------------

  get menu() {
    return this.menuTarget.hidden ? undefined : this.menuTarget;
  }

  openMenu(button) {
    const card = button.closest(".gx-card");
    const lists = this.listTargets.filter((list) => this.fits(card, list));
    this.menuTarget.replaceChildren(
      element("span", "gx-menu-head", this.labelsValue.to),
      ...lists.map((list) => {
        const item = element("button", "", this.name(list));
        item.type = "button";
        item.setAttribute("role", "menuitem");
        item.addEventListener("click", () => {
          this.hideMenu();
          this.start(card);
          list.prepend(card);
          this.send(card, list, true);
        });
        return item;
      }),
    );
    this.menuTarget.hidden = false;
    this.menuOf = button;
    const { style } = this.menuTarget;
    const at = button.getBoundingClientRect();
    style.position = "fixed";
    style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - this.menuTarget.offsetWidth - 8))}px`;
    style.top = `${Math.min(at.bottom + 4, window.innerHeight - this.menuTarget.offsetHeight - 8)}px`;
    this.menuTarget.querySelector("button")?.focus();
  }

  toggle({ currentTarget }) {
    if (this.menu && this.menuOf === currentTarget) this.hideMenu();
    else this.openMenu(currentTarget);
  }

  hideMenu() {
    this.menuTarget.hidden = true;
  }

  inMenu(event) {
    if (event.key === "Escape" || event.key === "Tab") {
      return this.run(event, () => {
        this.hideMenu();
        this.menuOf?.focus();
      });
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const items = [...this.menuTarget.querySelectorAll("button")];
    const now = items.indexOf(document.activeElement);
    this.run(event, () => items.at((now + step + items.length) % items.length).focus());
  }

  outside = (event) => {
    if (this.menu && !this.menuTarget.contains(event.target) && !event.target.closest(".gx-card-menu")) this.hideMenu();
  };

  // --- what the server says -----------------------------------------------------------------------------------------

  start(card) {
    this.home = { card, list: card.parentElement, next: card.nextElementSibling };
  }

  async send(card, list, focus = false) {
    this.hintTarget.hidden = true;
    for (const column of this.columnTargets) column.classList.remove("gx-over");
    card.classList.add("gx-busy");
    this.focusing = focus;
    try {
      const url = this.putValue.replace("{id}", card.dataset.id);
      const to = this.column(list).dataset.key;
      const answer = await ask(url, { to, version: card.dataset.version });
      if (answer.ask) await this.question(answer.ask);
      else this.done(answer);
    } catch (problem) {
      this.fail(card, problem.told || this.labelsValue.failed);
    }
  }

  // The dialog's form is sent by htmx: refused values come back into it, what is done comes as the event board:put.
  async question(url) {
    await htmx.ajax("GET", url, { target: "#board-ask", swap: "outerHTML" });
    this.dialogTarget.showModal();
    this.dialogTarget.querySelector("input:not([type=hidden]), select, textarea, button[type=submit]")?.focus();
  }

  put = ({ detail }) => {
    this.answered = true;
    this.dialogTarget.close();
    this.done(detail);
  };

  refused = ({ detail }) => {
    this.answered = true;
    this.dialogTarget.close();
    this.fail(this.home.card, detail.message);
  };

  close() {
    this.dialogTarget.close();
  }

  // Closed without an answer: nothing was done, and the card goes home.
  closed = () => {
    if (!this.answered) this.putBack(this.home.card, true);
    this.answered = false;
  };

  done({ id, card: html, place, heads, message, undo }) {
    const { card, list } = this.home;
    const from = this.column(list).dataset.key;
    const there = this.listTargets.find((one) => Number(this.column(one).dataset.place) === place);
    if (there) {
      if (card.parentElement !== there) there.prepend(card);
      htmx.swap(card, html, { swapStyle: "beforebegin" });
    }
    card.remove();
    const now = this.cardTargets.find((one) => one.dataset.id === id);
    if (this.focusing) now?.querySelector("a").focus();
    now?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.heads(heads);
    if (there) this.tell("moved", { title: now ? this.title(now) : "", column: this.name(there) });
    const again = undo && now?.dataset.to && { label: this.labelsValue.undo, act: () => this.back(now, from) };
    toast(message, again);
  }

  back(card, key) {
    const list = this.listTargets.find((one) => this.column(one).dataset.key === key);
    this.start(card);
    list.prepend(card);
    this.send(card, list);
  }

  heads(heads) {
    for (const [place, { count, sum, sum_title: title }] of Object.entries(heads)) {
      const column = this.columnTargets.find((one) => one.dataset.place === place);
      if (!column) continue;
      column.querySelector("[data-head=count]").textContent = count;
      const total = column.querySelector("[data-head=sum]");
      total.textContent = sum;
      total.title = title;
    }
  }

  fail(card, reason) {
    this.putBack(card, this.focusing);
    strip(reason);
  }

  putBack(card, focus = false) {
    const { list, next } = this.home;
    card.classList.remove("gx-busy");
    this.hintTarget.hidden = true;
    for (const column of this.columnTargets) column.classList.remove("gx-over");
    if (next?.parentElement === list) next.before(card);
    else list.append(card);
    this.tell("back", { title: this.title(card), column: this.name(list) });
    if (focus) card.querySelector("a").focus();
  }

  // --- names --------------------------------------------------------------------------------------------------------

  fits(card, list) {
    return card.dataset.to?.split(" ").includes(this.column(list).dataset.place) ?? false;
  }

  column(list) {
    return list.closest("[data-board-target=column]");
  }

  name(list) {
    return this.column(list).querySelector("h3 a").textContent;
  }

  title(card) {
    return card.querySelector(".gx-ttl").textContent;
  }

  tell(what, words) {
    this.liveTarget.textContent = this.say(what, words);
  }

  say(what, words) {
    return this.labelsValue[what].replace(/\{(\w+)\}/g, (_, name) => words[name]);
  }
}
