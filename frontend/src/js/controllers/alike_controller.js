// Asks by the way whether there is such a record already, once a field that tells records apart was changed. Whatever
// goes wrong with the question is nobody's business: whoever saves is told what there is to tell.
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import { person } from "../deliver.js";
import { token } from "../remember.js";

export default class extends Controller {
  static values = { url: String };

  async ask({ target }) {
    const form = target.form;
    const place = form?.querySelector(".gx-alike");
    if (!place) return;
    const headers = { "Gx-Person": person(), "X-CSRFToken": token() };
    const asked = (form.alikeAsked = (form.alikeAsked ?? 0) + 1);
    try {
      const answer = await fetch(this.urlValue, { method: "POST", body: new FormData(form), headers });
      // A later question was put meanwhile, or the sign-in page answers.
      if (!answer.ok || answer.redirected || form.alikeAsked !== asked) return;
      htmx.swap(place, await answer.text(), { swapStyle: htmx.config.defaultSwapStyle, swapDelay: 0, settleDelay: 0 });
    } catch {
      // The line is down.
    }
  }
}
