// A quick note or visit: written with or without a connection, sent at once or later. The page is the same for everybody;
// whose notes these are, and which records were seen last, stands on this device (store.js).
import { Controller } from "@hotwired/stimulus";
import { standing } from "../deliver.js";
import { TAG, keep, lane, send, waiting } from "../queue.js";
import { styles } from "../lazy.js";
import * as store from "../store.js";

const LOCATED = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };
const FEW = 5;

/** Upper and lower case and full width are the same, and so are numbers with and without gaps. */
function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/(\d)[ -]+(?=\d)/g, "$1").replace(/\s+/g, " ").trim();
}

export default class extends Controller {
  static targets = [
    ...["offline", "nobody", "out", "form", "about", "body", "problem", "when", "place", "located", "button", "done"],
    ...["waiting", "count", "list", "keeps", "seen", "find", "none", "item", "record"],
  ];
  static values = { entity: String };

  async connect() {
    styles("quick");
    window.addEventListener("online", this.online);
    window.addEventListener("offline", this.online);
    this.me = await store.get("person", "me");
    this.nobodyTarget.hidden = Boolean(this.me);
    this.buttonTarget.disabled = this.keepsTarget.disabled = !this.me;
    this.now();
    if (this.me) await this.open();
    await this.online();
    this.element.dataset.ready = "";
  }

  disconnect() {
    window.removeEventListener("online", this.online);
    window.removeEventListener("offline", this.online);
  }

  async open() {
    this.keepsTarget.checked = this.me.keeps;
    await this.showSeen();
    const asked = new URLSearchParams(window.location.search);
    if (asked.get("id")) this.select({ entity: asked.get("entity"), id: asked.get("id"), label: asked.get("label") ?? "" });
    const draft = await store.get("drafts", this.draftKey);
    if (draft) this.fill(draft.values);
    this.choose();
    this.bodyTarget.focus();
  }

  get draftKey() {
    return `${this.me.id} /offline/`;
  }

  // --- writing -------------------------------------------------------------------------------------------------

  choose() {
    const { value } = this.formTarget.elements.kind;
    for (const row of this.formTarget.querySelectorAll("[data-kinds]")) {
      row.hidden = !row.dataset.kinds.split(" ").includes(value);
    }
  }

  now() {
    const local = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000);
    this.whenTarget.value = local.toISOString().slice(0, 16);
  }

  typed() {
    clearTimeout(this.timer);
    this.doneTarget.hidden = this.problemTarget.hidden = true;
    this.timer = setTimeout(() => this.keepDraft(), 300);
  }

  keepDraft() {
    if (!this.me) return undefined;
    const values = Object.fromEntries(new FormData(this.formTarget));
    return store.put("drafts", { key: this.draftKey, person: this.me.id, at: Date.now(), values });
  }

  /** The form is free for the next note at once: what is typed while this one is put down stays. */
  async save(event) {
    event.preventDefault();
    const note = { entity: this.entityValue, about: this.chosen, values: this.values() };
    if (!this.me || (this.saving && !note.values.body?.trim())) return;
    if (!note.values.body?.trim()) {
      this.problemTarget.hidden = false;
      this.bodyTarget.focus();
      return;
    }
    this.clear();
    const mine = (this.saving = Promise.resolve(this.saving).catch(() => undefined).then(() => this.put(note)));
    try {
      await mine;
    } finally {
      if (this.saving === mine) this.saving = undefined;
    }
    this.later();
    await this.online();
    this.pick(this.doneTarget, this.last?.left ? "kept" : "sent");
  }

  clear() {
    clearTimeout(this.timer);
    this.formTarget.reset();
    this.now();
    this.choose();
  }

  /** What can't be put down comes back into the form, unless something else is written there by now. */
  async put(note) {
    try {
      await keep({ person: this.me.id, ...note });
    } catch (problem) {
      if (!this.bodyTarget.value) this.write(note);
      throw problem;
    }
    await (this.bodyTarget.value ? this.keepDraft() : store.remove("drafts", this.draftKey));
  }

  write({ about, values }) {
    this.formTarget.reset();
    if (about) this.select(about);
    this.fill(values);
    this.choose();
  }

  /** What the chosen kind has; nothing that stands hidden. */
  values() {
    const values = {};
    for (const field of this.formTarget.elements) {
      const shown = !field.closest("[data-kinds]")?.hidden && field.name !== "about";
      if (field.name && shown && field.value && (field.type !== "radio" || field.checked)) values[field.name] = field.value;
    }
    return values;
  }

  get chosen() {
    const option = this.aboutTarget.selectedOptions[0];
    if (!option?.value) return undefined;
    const [id, entity] = option.value.split("/");
    return { entity, id, label: option.text };
  }

  select({ entity, id, label }) {
    const value = `${id}/${entity}`;
    if (![...this.aboutTarget.options].some((option) => option.value === value)) {
      this.aboutTarget.add(new Option(label || entity, value));
    }
    this.aboutTarget.value = value;
  }

  fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.formTarget.elements[name];
      if (name === "about" && value && ![...field.options].some((option) => option.value === value)) continue;
      if (field) field.value = value;
    }
  }

  locate() {
    this.pick(this.locatedTarget, "asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => {
        this.locatedTarget.hidden = true;
        const told = `${latitude.toFixed(5)}, ${longitude.toFixed(5)} (±${Math.round(accuracy)} m)`;
        const { value } = this.placeTarget;
        this.placeTarget.value = (value ? `${value}, ${told}` : told).slice(0, 120);
        this.typed();
      },
      () => this.pick(this.locatedTarget, "denied"),
      LOCATED,
    );
  }

  // --- sending -------------------------------------------------------------------------------------------------

  online = async () => {
    if (!this.me) return;
    this.last = await send(this.me.id);
    const now = await standing();
    this.offlineTarget.hidden = Boolean(now);
    this.outTarget.hidden = !now || now.person === this.me.id;
    await this.showWaiting();
  };

  /** The browser sends by itself once there is a connection, even when this page is closed by then. */
  async later() {
    try {
      const ready = await navigator.serviceWorker?.ready;
      await ready?.sync?.register(TAG);
    } catch {
      // Not every browser can; then the next page that opens sends.
    }
  }

  reload() {
    if (window.location.pathname.startsWith("/offline/")) this.online();
    else window.location.reload();
  }

  async showWaiting() {
    const rows = await waiting(this.me.id);
    this.last = { ...this.last, left: rows.length };
    this.waitingTarget.hidden = rows.length === 0;
    this.countTarget.textContent = rows.length.toLocaleString();
    const closed = new Set();
    this.listTarget.replaceChildren(
      ...rows.map((row) => {
        const held = closed.has(lane(row));
        if (row.state === "refused") closed.add(lane(row));
        return this.shown(row, held);
      }),
    );
  }

  shown(row, held) {
    const item = this.itemTarget.content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(`[data-part=${name}]`);
    item.dataset.key = row.key;
    part("about").textContent = row.about?.label ?? "";
    part("about").hidden = !row.about;
    part("body").textContent = row.values.body ?? Object.values(row.values).join(" ");
    const shape = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" };
    part("time").textContent = new Intl.DateTimeFormat(document.documentElement.lang, shape).format(row.at);
    part("waiting").hidden = held || row.state === "refused";
    part("held").hidden = !held;
    part("problem").hidden = row.state !== "refused";
    part("problem").textContent = row.problem;
    return item;
  }

  /** Back into the form, to be written anew. */
  async mend(event) {
    this.write(await this.taken(event));
    await this.keepDraft();
    this.bodyTarget.focus();
    await this.online();
  }

  async drop(event) {
    await this.taken(event);
    await this.online();
  }

  async taken(event) {
    const { key } = event.target.closest("li").dataset;
    const row = await store.get("queue", key);
    await store.remove("queue", key);
    return row;
  }

  // --- records seen last ---------------------------------------------------------------------------------------

  async keeps() {
    this.me.keeps = this.keepsTarget.checked;
    await store.put("person", this.me);
    if (!this.me.keeps) await store.clear("seen");
    await this.showSeen();
  }

  async showSeen() {
    const rows = (await store.mine("seen", this.me.id)).reverse();
    for (const row of rows) {
      const value = `${row.id}/${row.entity}`;
      if (![...this.aboutTarget.options].some((option) => option.value === value)) {
        this.aboutTarget.add(new Option(row.label, value));
      }
    }
    this.seenTarget.replaceChildren(...rows.map((row) => this.card(row)));
    this.findTarget.hidden = rows.length <= FEW;
    this.find();
  }

  /** Those of the kept records that have all the words, in their name or facts. */
  find() {
    const words = fold(this.findTarget.value).split(" ").filter(Boolean);
    const cards = [...this.seenTarget.children];
    const told = (card) => fold(`${card.dataset.label} ${card.querySelector("[data-part=facts]").textContent}`);
    for (const card of cards) card.hidden = !words.every((word) => told(card).includes(word));
    this.noneTarget.hidden = cards.length === 0 || cards.some((card) => !card.hidden);
  }

  card({ entity, id, label, facts }) {
    const item = this.recordTarget.content.firstElementChild.cloneNode(true);
    Object.assign(item.dataset, { entity, id, label });
    item.querySelector("[data-part=label]").textContent = label;
    const shown = facts.flatMap(([name, value]) => {
      const [term, told] = [document.createElement("dt"), document.createElement("dd")];
      [term.textContent, told.textContent] = [name, value];
      return [term, told];
    });
    item.querySelector("[data-part=facts]").replaceChildren(...shown);
    return item;
  }

  about(event) {
    this.select(event.target.closest("li").dataset);
    this.typed();
    this.bodyTarget.focus();
  }

  pick(element, reason) {
    for (const words of element.querySelectorAll("[data-reason]")) words.hidden = words.dataset.reason !== reason;
    element.hidden = false;
  }
}
