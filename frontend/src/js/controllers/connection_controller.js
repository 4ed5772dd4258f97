// The strip under the top bar when the line is down: what was typed stays, and the last request can be tried again.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

export default class extends Controller {
  static targets = ["strip"];

  connect() {
    document.addEventListener("htmx:sendError", this.failed);
    document.addEventListener("htmx:afterOnLoad", this.worked);
    window.addEventListener("offline", this.failed);
    window.addEventListener("online", this.again);
  }

  disconnect() {
    document.removeEventListener("htmx:sendError", this.failed);
    document.removeEventListener("htmx:afterOnLoad", this.worked);
    window.removeEventListener("offline", this.failed);
    window.removeEventListener("online", this.again);
  }

  failed = (event) => {
    this.stripTarget.hidden = false;
    const config = event.detail?.requestConfig;
    // Only reading is repeated by itself; a change is sent again when the person says so.
    if (config) this.request = config;
  };

  worked = () => {
    this.stripTarget.hidden = true;
    this.request = undefined;
  };

  again = () => {
    if (this.request?.verb === "get") this.retry();
    else if (!this.request) this.worked();
  };

  retry() {
    if (!this.request) return this.worked();
    const { verb, path, elt, target } = this.request;
    if (verb === "get") htmx.ajax("GET", path, { source: elt, target });
    else elt.closest("form")?.requestSubmit();
  }
}
