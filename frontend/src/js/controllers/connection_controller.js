// The strip under the top bar when the line is down, and the dialog when the session ended: what was typed stays, and is
// sent again by itself. Sendings by script tell of themselves with line:… events (deliver.js), htmx with its own.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { person, standing } from "../deliver.js";

const EVERY = 5_000;

export default class extends Controller {
  static targets = ["strip", "again", "ended"];

  connect() {
    this.heard = {
      "line:down": (event) => this.down(event.detail.reason, event.detail.form),
      "line:up": () => this.up(),
      "line:ended": (event) => this.ended(event.detail.other),
      "htmx:sendError": (event) => this.lost(event, "line"),
      "htmx:timeout": (event) => this.lost(event, "line"),
      "htmx:responseError": (event) => this.failed(event),
      "htmx:afterOnLoad": () => this.up(),
      "htmx:configRequest": (event) => this.says(event),
    };
    for (const [name, act] of Object.entries(this.heard)) document.addEventListener(name, act);
    window.addEventListener("offline", this.offline);
    window.addEventListener("online", this.online);
    this.channel = new BroadcastChannel("guanxi");
    this.channel.addEventListener("message", ({ data }) => data === "signed in" && this.retry());
    if (!navigator.onLine) this.offline();
  }

  disconnect() {
    for (const [name, act] of Object.entries(this.heard)) document.removeEventListener(name, act);
    window.removeEventListener("offline", this.offline);
    window.removeEventListener("online", this.online);
    this.channel.close();
    clearInterval(this.timer);
  }

  offline = () => this.waiting || this.down("offline");

  online = () => this.retry();

  /** Whom the page was made for goes with every request that changes something. */
  says(event) {
    const { verb } = event.detail;
    if (person() && (verb !== "get" || document.querySelector("[data-unsaved]"))) event.detail.headers["Gx-Person"] = person();
  }

  down(reason, form) {
    this.waiting = reason !== "offline" && reason !== "slow";
    if (form) this.form = form;
    this.pick(this.stripTarget, reason);
    this.againTarget.hidden = reason === "slow" || reason === "refused";
    this.stripTarget.hidden = false;
  }

  up() {
    this.waiting = false;
    this.request = this.form = undefined;
    clearInterval(this.timer);
    this.stripTarget.hidden = true;
    if (this.hasEndedTarget) this.endedTarget.close();
  }

  ended(other) {
    if (!this.hasEndedTarget) return window.location.assign("/accounts/login/");
    this.pick(this.endedTarget, other ? "other" : "nobody");
    if (!this.endedTarget.open) this.endedTarget.showModal();
  }

  pick(element, reason) {
    for (const words of element.querySelectorAll("[data-reason]")) words.hidden = words.dataset.reason !== reason;
  }

  /** A request of htmx found no server. Reading is repeated by itself; so is a change once the line is back. */
  lost(event, reason) {
    this.request = event.detail.requestConfig;
    this.down(reason);
    clearInterval(this.timer);
    if (this.request?.verb === "get") this.timer = setInterval(() => this.retry(), EVERY);
  }

  failed(event) {
    const { xhr, requestConfig } = event.detail;
    if ([502, 503, 504].includes(xhr.status)) return this.lost(event, "server");
    if (xhr.status === 401) {
      this.request = requestConfig;
      this.ended(xhr.getResponseHeader("Gx-Person") === "other");
    } else if (xhr.getResponseHeader("Gx-Csrf")) {
      this.request = requestConfig;
      this.renewed();
    } else if (xhr.status >= 500) this.down("broken");
  }

  /** The token was too old: a new one, once. */
  async renewed() {
    const now = await standing();
    if (!now || this.tried === now.token) return this.down("refused");
    this.tried = now.token;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = now.token;
    this.repeat(now.token);
    return undefined;
  }

  async retry() {
    document.dispatchEvent(new CustomEvent("line:again"));
    if (this.request) {
      const now = await standing();
      if (now && now.person === person()) this.repeat(now.token);
      else if (now) this.ended(Boolean(now.person));
    } else if (this.form) this.form.requestSubmit();
    else if (!this.waiting) this.up();
  }

  repeat(token) {
    const { verb, path, elt, target, parameters, headers } = this.request;
    const values = { ...parameters };
    if ("csrfmiddlewaretoken" in values) values.csrfmiddlewaretoken = token;
    const told = headers["X-CSRFToken"] ? { "X-CSRFToken": token } : {};
    htmx.ajax(verb.toUpperCase(), path, { source: elt, target, values: verb === "get" ? {} : values, headers: told });
  }

  /** The way to the sign-in page in a second tab, which tells this one when it is done. */
  signIn() {
    clearInterval(this.timer);
  }

  dismiss() {
    this.endedTarget.close();
    document.dispatchEvent(new CustomEvent("line:dismissed"));
  }
}
