// Whoever signs out, or signs in where somebody else worked, finds nothing of the other's: drafts and records seen last go.
import { whereTo } from "./address.js";
import { person } from "./deliver.js";

const LAST = "guanxi-person";

async function wipe() {
  const { wipe: all } = await import("./store.js");
  await all().catch(() => {});
  localStorage.removeItem(LAST);
}

if (person() && localStorage.getItem(LAST) !== person()) {
  wipe().then(() => localStorage.setItem(LAST, person()));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !whereTo(form).pathname.endsWith("/accounts/logout/")) return;
  event.preventDefault();
  await Promise.race([wipe(), new Promise((done) => setTimeout(done, 1_000))]);
  form.submit();
});
