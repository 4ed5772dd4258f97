// Forms inside the shell are sent by script, so that a lost line, a session that ended or a record that is gone never costs
// what was typed. A form that something else sends (htmx, the side panel) is left alone; data-native keeps one as browsers
// send it (a download). Without script everything still works as a plain form.
//   form:saved {url}   on the form, once the server confirmed it; then the browser goes there
import htmx from "htmx.org";
import { isPosted, whereTo } from "./address.js";
import { whole } from "./htmx.js";
import { LATER, deliver, person } from "./deliver.js";

const PAGES = [200, 409, 410, 422];
const under = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !sends(form, event.submitter)) return;
  event.preventDefault();
  if (!under.has(form)) send(form, event.submitter);
});

function sends(form, button) {
  if (!person() || !isPosted(form) || "native" in form.dataset) return false;
  if ([...form.attributes].some(({ name }) => name.startsWith("hx-"))) return false;
  const { origin, pathname } = whereTo(form, button);
  return origin === window.location.origin && !pathname.startsWith("/accounts/");
}

async function send(form, button) {
  under.add(form);
  form.dispatchEvent(new CustomEvent("form:sending"));
  const url = whereTo(form, button).href;
  const body = new FormData(form, button);
  try {
    const answer = await deliver(url, body);
    if (answer === LATER) return release(form);
    await show(form, answer);
  } finally {
    under.delete(form);
  }
}

async function show(form, answer) {
  const place = answer.headers.get("Gx-Location") ?? (answer.redirected ? answer.url : "");
  if (place) {
    const saved = new CustomEvent("form:saved", { bubbles: true, cancelable: true, detail: { url: place } });
    if (form.dispatchEvent(saved)) leave(place);
    return;
  }
  const main = document.getElementById("main");
  if (answer.headers.has("Gx-Note")) {
    document.getElementById("refusal")?.remove();
    htmx.swap(main, await answer.text(), { swapStyle: "afterbegin", swapDelay: 0, settleDelay: 0 });
    document.getElementById("refusal")?.scrollIntoView({ block: "nearest" });
  } else if (PAGES.includes(answer.status)) {
    htmx.swap(main, await answer.text(), { swapStyle: whole, swapDelay: 0, settleDelay: 0 }, { select: "#main" });
    window.scrollTo(0, 0);
  } else {
    const reason = answer.status >= 500 ? "broken" : "refused";
    document.dispatchEvent(new CustomEvent("line:down", { detail: { reason, form } }));
  }
  release(form);
}

/** Drafts and others that put something down first may make the page wait a moment. */
async function leave(place) {
  const waits = [];
  document.dispatchEvent(new CustomEvent("page:leaving", { detail: { waits } }));
  await Promise.race([Promise.allSettled(waits), new Promise((done) => setTimeout(done, 400))]);
  const here = new URL(place, window.location.href);
  const same = here.pathname === window.location.pathname && here.search === window.location.search;
  window.location.assign(here.href);
  // The same page with another anchor would only scroll.
  if (same && here.hash) window.location.reload();
}

function release(form) {
  form.dispatchEvent(new CustomEvent("form:free"));
}
