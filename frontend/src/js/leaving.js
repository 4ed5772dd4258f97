// Whoever signs out, or signs in where somebody else worked, finds nothing of the other's: drafts and records seen last go.
import { whereTo } from "./address.js";
import { person } from "./deliver.js";

const LAST = "guanxi-person";

async function wipe() {
  const { wipe: all } = await import("./store.js");
  await all().catch(() => {});
  localStorage.removeItem(LAST);
}

/** Until nothing of somebody else is left here. */
export const settled = person() && localStorage.getItem(LAST) !== person() ? taken() : Promise.resolve();

async function taken() {
  await wipe();
  localStorage.setItem(LAST, person());
}

// Beside the pages, once they stand: what works without a connection.
if (person() && navigator.serviceWorker) {
  const register = () => navigator.serviceWorker.register("/worker.js").catch(() => {});
  window.addEventListener("load", () => setTimeout(register, 500));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !whereTo(form).pathname.endsWith("/accounts/logout/")) return;
  event.preventDefault();
  await Promise.race([wipe(), new Promise((done) => setTimeout(done, 1_000))]);
  form.submit();
});
