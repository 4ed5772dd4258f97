// Hears that there is something new: for the person (the bell), and about the records that this page shows. A stream of
// signals when it can be had, else one small question every half minute. The document gets
//   live:waiting {waiting}      how much waits for the person
//   live:changed {key, version} a record on this page was changed by somebody else
//   live:said    {key}          something was said about it
// Records are named by data-watch="KEY/ENTITY", with data-version where the page knows it.
import { Controller } from "@hotwired/stimulus";
import { token } from "../remember.js";

const ASK_EVERY = 30;
const DEAF_AFTER = 40;
const OVERLAP = 12;
const LONGEST = 30;

export default class extends Controller {
  static targets = ["strip", "said"];
  static values = { url: String };

  connect() {
    if (!this.urlValue) return;
    this.known = new Map();
    this.failures = 0;
    document.addEventListener("live:asked", this.ask);
    document.addEventListener("visibilitychange", this.seen);
    window.addEventListener("online", this.ask);
    this.ask();
  }

  disconnect() {
    document.removeEventListener("live:asked", this.ask);
    document.removeEventListener("visibilitychange", this.seen);
    window.removeEventListener("online", this.ask);
    clearTimeout(this.timer);
    clearTimeout(this.deaf);
    this.source?.close();
    this.gone = true;
  }

  get watched() {
    return [...document.querySelectorAll("[data-watch]")];
  }

  // A ticket for the next minute; with it comes what a stream would have said meanwhile.
  ask = async () => {
    clearTimeout(this.timer);
    this.asking ??= this.fetched().finally(() => (this.asking = undefined));
    await this.asking;
  };

  async fetched() {
    const body = new URLSearchParams(this.watched.map((element) => ["watch", element.dataset.watch]));
    const headers = { "X-CSRFToken": token(), Accept: "application/json" };
    const answer = await fetch(this.urlValue, { method: "POST", body, headers, cache: "no-store" }).catch(() => null);
    if (this.gone) return;
    // Signed out, or the line is down: nothing is told, and asked again later.
    if (!answer?.ok || answer.redirected) return this.later();
    const told = await answer.json();
    this.me = told.me;
    this.tell("waiting", { waiting: told.waiting });
    this.compare(told.versions);
    if (told.url && this.failures < 4) this.listen(told);
    else this.later();
  }

  later() {
    this.failures += 1;
    this.element.dataset.live = "asks";
    // Every few questions the stream is tried again.
    if (this.failures > 8) this.failures = 0;
    this.timer = setTimeout(this.ask, ASK_EVERY * 1000 * (0.8 + Math.random() * 0.4));
  }

  listen({ url, ticket, seconds }) {
    const before = this.source;
    const source = new EventSource(`${url}?ticket=${ticket}`);
    this.source = source;
    let opened = false;
    source.addEventListener("open", () => {
      opened = true;
      this.failures = 0;
      this.element.dataset.live = "hears";
      before?.close();
      this.beat();
    });
    source.addEventListener("beat", () => this.beat());
    source.addEventListener("message", ({ data }) => {
      this.beat();
      this.hear(JSON.parse(data));
    });
    // The server ends a stream with its ticket, and when it can't hear the database any more.
    source.addEventListener("end", () => this.again(source, 1));
    source.addEventListener("error", () => {
      before?.close();
      this.again(source, opened ? 2 : Math.min(2 ** this.failures, LONGEST));
    });
    clearTimeout(this.timer);
    this.timer = setTimeout(this.ask, Math.max(5, seconds - OVERLAP) * 1000);
  }

  again(source, seconds) {
    source.close();
    if (this.source !== source || this.gone) return;
    this.source = undefined;
    this.failures += 1;
    this.element.dataset.live = "asks";
    clearTimeout(this.timer);
    clearTimeout(this.deaf);
    this.timer = setTimeout(this.ask, seconds * 1000 * (0.5 + Math.random()));
  }

  // A line that died without a word: no beat for long.
  beat() {
    clearTimeout(this.deaf);
    const source = this.source;
    this.deaf = setTimeout(() => source && this.again(source, 1), DEAF_AFTER * 1000);
  }

  seen = () => {
    if (document.visibilityState === "visible" && this.element.dataset.live !== "hears") this.ask();
  };

  hear({ u, r, v, t, a }) {
    if (u) this.ask();
    if (!r) return;
    if (t) this.tell("said", { key: r, by: a });
    if (v) this.compare({ [r]: [v, a] });
  }

  compare(versions) {
    for (const element of this.watched) {
      const key = element.dataset.watch.slice(0, 36);
      const [version, by] = versions[key] ?? [];
      if (!version) continue;
      const shown = Math.max(Number(element.dataset.version ?? 0), this.known.get(key) ?? 0);
      this.known.set(key, Math.max(version, shown));
      if (shown && version > shown && by !== this.me) this.changed(element, key, version);
    }
  }

  async changed(element, key, version) {
    this.tell("changed", { key, version });
    if (!this.hasStripTarget) return;
    const [, entity] = element.dataset.watch.split("/");
    const one = this.watched.length === 1;
    const answer = one ? await fetch(`${this.urlValue.replace("ticket/", "")}${entity}/${key}/`).catch(() => null) : null;
    this.saidTarget.textContent = answer?.ok ? await answer.text() : this.saidTarget.dataset.many;
    this.stripTarget.hidden = false;
  }

  renew(event) {
    event.preventDefault();
    window.location.reload();
  }

  ignore() {
    this.stripTarget.hidden = true;
  }

  tell(name, detail) {
    document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));
  }
}
