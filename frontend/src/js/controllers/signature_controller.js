// A field to sign on: what is drawn becomes the file of the chooser below it, and goes with the form like any other.
import { Controller } from "@hotwired/stimulus";
import SignaturePad from "signature_pad";

export default class extends Controller {
  static targets = ["pad", "clear", "file"];

  connect() {
    this.padTarget.hidden = this.clearTarget.hidden = false;
    this.pad = new SignaturePad(this.padTarget, { backgroundColor: "#fff", penColor: "#111" });
    this.pad.addEventListener("endStroke", this.drawn);
    this.fileTarget.addEventListener("change", this.chosen);
    this.watch = new ResizeObserver(this.fit);
    this.watch.observe(this.padTarget);
  }

  disconnect() {
    this.watch.disconnect();
    this.fileTarget.removeEventListener("change", this.chosen);
    this.pad.off();
  }

  // As many dots as the screen has; what was drawn stays.
  fit = () => {
    const { offsetWidth, offsetHeight } = this.padTarget;
    if (!offsetWidth) return;
    const strokes = this.pad.toData();
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    this.padTarget.width = offsetWidth * ratio;
    this.padTarget.height = offsetHeight * ratio;
    this.padTarget.getContext("2d").scale(ratio, ratio);
    this.pad.clear();
    this.pad.fromData(strokes);
  };

  drawn = () => {
    this.padTarget.toBlob((blob) => this.hand(new File([blob], "signature.png", { type: "image/png" })), "image/png");
  };

  hand(file) {
    const transfer = new DataTransfer();
    if (file) transfer.items.add(file);
    this.own = true;
    this.fileTarget.files = transfer.files;
    this.fileTarget.dispatchEvent(new Event("change", { bubbles: true }));
    this.own = false;
  }

  // A picture was chosen instead.
  chosen = () => {
    if (!this.own) this.pad.clear();
  };

  clear() {
    this.pad.clear();
    this.hand(null);
  }
}
