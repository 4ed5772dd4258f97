// Passkeys and security keys. On the form that carries the answer in its hidden "credential" field:
//   options  id of the JSON the server put in the page, or  url  to fetch it from when pressed
//   kind     "create" for a new key, "use" to sign in or confirm
import { Controller } from "@hotwired/stimulus";
import { createKey, useKey } from "./webauthn.js";

export default class extends Controller {
  static targets = ["credential", "passwordless", "button", "problem", "unsupported"];
  static values = { options: String, url: String, kind: String };

  connect() {
    const able = "credentials" in navigator && "PublicKeyCredential" in window;
    this.buttonTarget.disabled = !able;
    if (this.hasUnsupportedTarget) this.unsupportedTarget.hidden = able;
  }

  async press(event) {
    event.preventDefault();
    this.problemTarget.hidden = true;
    this.buttonTarget.disabled = true;
    try {
      this.credentialTarget.value = JSON.stringify(await this.ask());
    } catch (problem) {
      if (!(problem instanceof DOMException || problem instanceof TypeError)) throw problem;
      this.problemTarget.hidden = false;
      this.buttonTarget.disabled = false;
      return;
    }
    this.element.submit();
  }

  async ask() {
    const options = await this.options();
    if (this.kindValue === "use") return useKey(options.request_options);
    const choice = this.hasPasswordlessTarget ? this.passwordlessTarget.querySelector("input").checked : false;
    return createKey(options.creation_options, choice);
  }

  async options() {
    if (!this.urlValue) return JSON.parse(document.getElementById(this.optionsValue).textContent);
    const answer = await fetch(this.urlValue, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new TypeError(`no options for a passkey: ${answer.status}`);
    return answer.json();
  }
}
