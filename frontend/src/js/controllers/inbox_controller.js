// The bell and its drawer. The dot says that something waits; the drawer is fetched when it opens.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

export default class extends Controller {
  static targets = ["bell", "drawer"];
  static values = { url: String };

  connect() {
    document.addEventListener("live:waiting", this.waits);
    document.addEventListener("inbox:changed", this.changed);
  }

  disconnect() {
    document.removeEventListener("live:waiting", this.waits);
    document.removeEventListener("inbox:changed", this.changed);
  }

  open(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || !this.hasDrawerTarget) return;
    event.preventDefault();
    this.drawerTarget.showModal();
    this.fill();
  }

  fill() {
    const url = this.drawerTarget.querySelector("[data-url]")?.dataset.url ?? this.urlValue;
    return htmx.ajax("GET", url, { target: "#notices" });
  }

  close() {
    this.drawerTarget.close();
  }

  closed() {
    this.bellTargets.at(-1)?.focus();
  }

  // A press beside the drawer closes it; one on a notification marks it as read on the way.
  aside(event) {
    if (event.target === this.drawerTarget) return this.close();
    const link = event.target.closest("a[data-read]");
    if (!link) return;
    const body = new URLSearchParams({ key: link.dataset.read });
    const token = this.drawerTarget.querySelector("[name=csrfmiddlewaretoken]").value;
    const read = this.drawerTarget.querySelector("header form").action;
    fetch(read, { method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true" }, keepalive: true });
    if (new URL(link.href).pathname === window.location.pathname) this.close();
  }

  waits = ({ detail: { waiting } }) => {
    for (const bell of this.bellTargets) {
      bell.querySelector("i").hidden = !waiting;
      bell.setAttribute("aria-label", waiting ? bell.dataset.waiting : bell.dataset.plain);
    }
    if (this.hasDrawerTarget && this.drawerTarget.open && !this.writes) this.fill();
  };

  changed = () => {
    this.dispatch("asked", { prefix: "live", target: document });
    if (this.drawerTarget.open) this.fill();
  };

  get writes() {
    return this.drawerTarget.querySelector("textarea:focus") !== null;
  }
}
