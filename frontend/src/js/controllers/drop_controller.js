// A place to drop files on, with their names and sizes before they are sent; too big is said at once.
import { Controller } from "@hotwired/stimulus";

const UNITS = ["B", "KB", "MB", "GB"];

/** 1536 becomes "1.5 KB". */
export function readableSize(bytes) {
  const power = Math.min(Math.floor(Math.log2(bytes || 1) / 10), UNITS.length - 1);
  return `${(bytes / 1024 ** power).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${UNITS[power]}`;
}

export default class extends Controller {
  static targets = ["input", "list", "zone", "problem"];
  static values = { maxBytes: Number };

  connect() {
    this.zoneTarget.classList.add("gx-ready");
  }

  over(event) {
    event.preventDefault();
    this.zoneTarget.classList.add("gx-over");
  }

  leave() {
    this.zoneTarget.classList.remove("gx-over");
  }

  drop(event) {
    event.preventDefault();
    this.leave();
    const files = new DataTransfer();
    const dropped = [...event.dataTransfer.files].slice(0, this.inputTarget.multiple ? undefined : 1);
    for (const file of dropped) files.items.add(file);
    this.inputTarget.files = files.files;
    this.inputTarget.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show() {
    const files = [...this.inputTarget.files];
    this.listTarget.replaceChildren(
      ...files.map((file) => {
        const item = document.createElement("li");
        item.textContent = `${file.name}, ${readableSize(file.size)}`;
        return item;
      }),
    );
    const tooBig = this.maxBytesValue > 0 && files.some((file) => file.size > this.maxBytesValue);
    if (this.hasProblemTarget) this.problemTarget.hidden = !tooBig;
    this.inputTarget.setCustomValidity(tooBig ? this.problemTarget.textContent.trim() : "");
  }
}
