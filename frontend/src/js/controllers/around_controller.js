// Up and down beside the crumb: the records before and after this one in the list somebody came from; keys.py gives them K and J.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { came, listOf } from "../came.js";

export default class extends Controller {
  static values = { url: String };

  connect() {
    this.list = listOf(window.location.pathname);
    if (this.list === undefined || this.element.childElementCount) return;
    htmx.ajax("GET", `${this.urlValue}${this.list}`, { target: this.element, source: this.element });
  }

  go(event) {
    came(event.currentTarget.pathname, this.list);
  }
}
