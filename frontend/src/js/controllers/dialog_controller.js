// A decision in a <dialog>: opened by its button, or at once with data-dialog-open-value="true" (a conflict after saving).
// The browser traps focus, closes on Esc and gives focus back; a click on the scrim closes too.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["dialog"];
  static values = { open: Boolean };

  connect() {
    if (this.openValue) this.open();
  }

  open(event) {
    event?.preventDefault();
    if (!this.dialogTarget.open) this.dialogTarget.showModal();
  }

  close(event) {
    event?.preventDefault();
    this.dialogTarget.close();
  }

  scrim(event) {
    if (event.target === this.dialogTarget) this.dialogTarget.close();
  }
}
