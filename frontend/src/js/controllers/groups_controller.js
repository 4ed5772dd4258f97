// Groups of a list: a group's rows are read when it is opened for the first time, and stay while it is folded.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";

export default class extends Controller {
  async toggle({ currentTarget: button }) {
    const body = document.getElementById(button.getAttribute("aria-controls"));
    const opens = body.hidden;
    body.hidden = !opens;
    button.setAttribute("aria-expanded", String(opens));
    if (!opens || body.rows.length || button.dataset.busy) return;
    button.dataset.busy = "yes";
    await htmx.ajax("GET", button.dataset.url, { target: body, swap: "beforeend" });
    delete button.dataset.busy;
  }
}
