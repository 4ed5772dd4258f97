// The side panel: a page looked at or a form filled in without leaving the page behind it.
//   <a href="…" data-action="panel#open">   opens its page in the panel; without script, or with Ctrl, as a page
//     data-panel-refresh="#list"            once something was saved: this region of the page is fetched anew
//     data-panel-into="select"              … and the record is chosen in the select of the link's own row
// From scripts: dispatch "panel:open" with {url, chosen} on the element that asks; `chosen` gets what was saved, or
// nothing. Regions with data-panel-renew="ENTITY …" and an id are fetched anew whenever such a record was saved.
// A form in the panel can open another above it; the one below keeps everything. The document gets "panel:saved" with
// {entity, id, label, url}.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { isPosted, whereTo } from "../address.js";
import { LATER, deliver } from "../deliver.js";
import { whole } from "../htmx.js";
import { ownIds, shownTitle, isForeign } from "../panel.js";

const NOW = { swapStyle: htmx.config.defaultSwapStyle, swapDelay: 0, settleDelay: 0, ignoreTitle: true };
const FIRST = "[autofocus], input:not([type=hidden], [tabindex='-1']), select, textarea, button, a[href]";

export default class extends Controller {
  static targets = ["sheet", "scrim", "back", "trail", "title", "whole", "body", "ask", "failed", "waiting"];

  connect() {
    this.levels = [];
    document.addEventListener("keydown", this.pressed);
    document.addEventListener("panel:open", this.asked);
    document.addEventListener("line:down", this.down);
    document.addEventListener("line:ended", this.ended);
    document.addEventListener("line:up", this.up);
  }

  disconnect() {
    document.removeEventListener("keydown", this.pressed);
    document.removeEventListener("panel:open", this.asked);
    document.removeEventListener("line:down", this.down);
    document.removeEventListener("line:ended", this.ended);
    document.removeEventListener("line:up", this.up);
    this.held(false);
  }

  get level() {
    return this.levels.at(-1);
  }

  // --- opening -------------------------------------------------------------------------------------------------

  open(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const link = event.currentTarget;
    const { panelRefresh: refresh, panelInto: into } = link.dataset;
    const chosen = into && ((saved) => saved && choose(link.closest(".gx-fieldrow, td")?.querySelector(into), saved));
    this.show({ url: link.href, trigger: link, refresh, chosen });
  }

  asked = (event) => {
    const { url, chosen, refresh } = event.detail;
    this.show({ url: new URL(url, window.location.href).href, trigger: event.target, refresh, chosen });
  };

  show(level) {
    level.focus = document.activeElement;
    level.trigger.closest?.("details[open]")?.removeAttribute("open");
    level.element = document.createElement("div");
    level.element.append(this.waitingTarget.content.cloneNode(true));
    this.bodyTarget.append(level.element);
    this.levels.push(level);
    this.draw();
    this.sheetTarget.focus();
    return this.load(level, level.url);
  }

  async load(level, url, sent = {}) {
    this.failedTarget.hidden = true;
    this.sheetTarget.setAttribute("aria-busy", "true");
    try {
      const { submitter, body } = sent;
      const headers = { "Gx-Panel": "1", Accept: "text/html" };
      const answer = body ? await deliver(url, body, { headers }) : await fetch(url, { headers, cache: "no-store" });
      if (answer === LATER) return this.refused(level);
      const text = await answer.text();
      if (/\/login\/$/.test(new URL(answer.url).pathname)) return window.location.assign(answer.url);
      if (!this.levels.includes(level)) return;
      const told = answer.headers.get("Gx-Saved");
      if (told || (body && (answer.redirected || answer.headers.has("Gx-Location")))) this.saved(level, JSON.parse(told ?? "{}"), text, submitter);
      else this.fill(level, text);
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
      this.failedTarget.hidden = false;
      this.refused(level);
    } finally {
      this.sheetTarget.removeAttribute("aria-busy");
    }
  }

  // --- the line: what the page behind says of it can't be seen from here -----------------------------------------

  down = (event) => {
    if (this.level && event?.detail?.reason !== "slow") this.failedTarget.hidden = false;
  };

  // Somebody has to sign in again, which the page behind asks for.
  ended = () => {
    this.down();
    for (const part of document.querySelectorAll(".gx-app")) part.inert = false;
  };

  up = () => {
    this.failedTarget.hidden = true;
    this.held(Boolean(this.level));
  };

  again() {
    document.dispatchEvent(new CustomEvent("line:again"));
  }

  refused(level) {
    for (const form of level.element.querySelectorAll("form")) this.guard(form)?.refused?.();
  }

  fill(level, text) {
    const select = isForeign(text) ? "main" : "[data-panel-page]";
    htmx.swap(level.element, text, NOW, { select });
    ownIds(level.element, `panel${this.levels.indexOf(level)}-`);
    level.title = shownTitle(level.element);
    this.draw();
    this.bodyTarget.scrollTop = 0;
    // A chooser replaces its select once it is there.
    requestAnimationFrame(() => this.enter(level));
  }

  enter(level) {
    if (level !== this.level || level.element.contains(document.activeElement)) return;
    const places = [level.element.querySelector("[aria-invalid=true]"), level.element.querySelector("[autofocus]")];
    const first = places.find(Boolean) ?? [...level.element.querySelectorAll(FIRST)].find((item) => item.offsetParent);
    (first?.tomselect?.control_input ?? first ?? this.sheetTarget).focus({ preventScroll: !places[0] });
  }

  // --- sending -------------------------------------------------------------------------------------------------

  send(event) {
    const form = event.target;
    if (event.defaultPrevented || !isPosted(form)) return;
    event.preventDefault();
    const { submitter } = event;
    const action = whereTo(form, submitter).href;
    this.load(this.level, action, { body: new FormData(form, submitter), submitter });
  }

  saved(level, told, text, submitter) {
    htmx.swap(document.getElementById("toasts"), text, { ...NOW, swapStyle: "beforeend" }, { select: ".gx-toast" });
    const again = submitter?.name === "again" && !level.chosen;
    this.renew(level, told);
    document.dispatchEvent(new CustomEvent("panel:saved", { detail: told }));
    if (again) {
      level.element.replaceChildren();
      return this.load(level, level.url);
    }
    const { chosen } = level;
    level.chosen = undefined;
    this.drop(level);
    chosen?.(told);
  }

  // Regions that show what was saved; the page's own list if the record belongs to it.
  renew(level, { entity, url }) {
    const regions = new Set(document.querySelectorAll(`[id][data-panel-renew~="${entity ?? ""}"]`));
    const own = url && new URL("..", new URL(url, window.location.href)).pathname === window.location.pathname;
    for (const name of [level.refresh, own && "#list"]) {
      const region = name && document.querySelector(name);
      if (region) regions.add(region);
    }
    for (const { id } of regions) {
      const select = `#${id}`;
      htmx.ajax("GET", window.location.pathname + window.location.search, { target: select, select, swap: whole });
    }
  }

  // --- leaving -------------------------------------------------------------------------------------------------

  pressed = (event) => {
    if (!this.level || event.defaultPrevented || event.isComposing || event.key !== "Escape") return;
    event.preventDefault();
    if (this.askTarget.hidden) this.back();
    else this.stay();
  };

  // A form's own way out: in the panel it closes its level, elsewhere it is the link it looks like.
  cancel(event) {
    if (!this.level?.element.contains(event.currentTarget)) return;
    event.preventDefault();
    this.drop(this.level);
  }

  back() {
    this.leaveTo(this.levels.length - 1);
  }

  close() {
    this.leaveTo(0);
  }

  goTo(event) {
    this.leaveTo(Number(event.params.depth));
  }

  // Ask before anything that was typed goes.
  leaveTo(depth) {
    this.wanted = depth;
    const lost = this.levels.slice(depth).some((level) => this.dirty(level));
    if (!lost) return this.leave();
    this.askTarget.hidden = false;
    this.askTarget.querySelector("button").focus();
  }

  leave() {
    while (this.levels.length > this.wanted) this.drop(this.level);
  }

  stay() {
    this.askTarget.hidden = true;
    this.enter(this.level);
  }

  drop(level) {
    level.element.remove();
    this.levels = this.levels.filter((other) => other !== level);
    this.draw();
    level.chosen?.();
    const summary = level.trigger.closest?.("details")?.querySelector("summary");
    const places = [level.focus, level.trigger, summary, document.getElementById("main")];
    places.find((place) => place?.isConnected && place !== document.body && place.offsetParent)?.focus();
  }

  dirty(level) {
    return [...level.element.querySelectorAll("form")].some((form) => this.guard(form)?.unsaved);
  }

  guard(form) {
    return this.application.getControllerForElementAndIdentifier(form, "form");
  }

  // --- drawing -------------------------------------------------------------------------------------------------

  draw() {
    const { level, levels } = this;
    this.askTarget.hidden = true;
    this.failedTarget.hidden = true;
    this.held(Boolean(level));
    for (const other of levels) other.element.hidden = other !== level;
    this.backTarget.hidden = this.trailTarget.hidden = levels.length < 2;
    this.trailTarget.replaceChildren(...levels.slice(0, -1).map((other, depth) => this.crumb(other, depth + 1)));
    this.titleTarget.textContent = level?.title ?? "";
    this.wholeTarget.hidden = !level?.title || Boolean(level.chosen);
    if (level) this.wholeTarget.href = level.url;
  }

  crumb({ title }, depth) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: title });
    Object.assign(button.dataset, { action: "panel#goTo", panelDepthParam: depth });
    item.append(button);
    return item;
  }

  // While it is open, nothing behind it can be reached.
  held(open) {
    this.sheetTarget.hidden = this.scrimTarget.hidden = !open;
    for (const part of document.querySelectorAll(".gx-app, .gx-skip")) part.inert = open;
  }
}

function choose(select, { id, label }) {
  if (!select || !id) return;
  if (!select.tomselect) select.add(new Option(label, id));
  select.tomselect?.addOption({ id, label });
  if (select.tomselect) select.tomselect.addItem(id);
  else select.value = id;
  (select.tomselect?.control_input ?? select).focus();
}
