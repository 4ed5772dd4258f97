// On every page, once it stands: tells the page without a connection who works here, and sends what was written without one.
import { Controller } from "@hotwired/stimulus";
import { person } from "../deliver.js";
import { settled } from "../leaving.js";
import { send } from "../queue.js";
import { introduce, remember } from "../seen.js";

export default class extends Controller {
  static targets = ["count", "refused"];
  static values = { name: String };

  async connect() {
    window.addEventListener("online", this.send);
    try {
      await settled;
      if (await introduce(person(), this.nameValue)) await remember(person());
      await this.send();
    } catch (problem) {
      console.warn("nothing is kept here:", problem);
    }
  }

  disconnect() {
    window.removeEventListener("online", this.send);
  }

  send = async () => {
    const { left, refused } = await send(person());
    this.element.hidden = left === 0;
    this.countTarget.textContent = left.toLocaleString();
    this.refusedTarget.hidden = refused === 0;
  };
}
