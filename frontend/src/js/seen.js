// The last records somebody looked at, with their key facts but nothing secret, to be read without a connection: only when that person asked for
// it on this device, at most thirty, for two weeks, and never after signing out.
import * as store from "./store.js";

const BOUNDS = { most: 30, days: 14 };
const ME = "me";

/** Who works here: what the page without a connection may know. */
export async function introduce(person, name) {
  const known = await store.get("person", ME);
  const keeps = known?.id === person ? Boolean(known.keeps) : false;
  await store.put("person", { key: ME, id: person, name, keeps, language: document.documentElement.lang });
  return keeps;
}

/** The record of this page, if it is one. */
export async function remember(person) {
  const [, entity, id] = window.location.pathname.match(/^\/([a-z-]+)\/([0-9a-f-]{36})\/$/) ?? [];
  const title = document.querySelector(".gx-rec h1");
  if (!id || !title) return;
  const all = [...document.querySelectorAll(".gx-facts > div, .gx-rec dl > div")];
  const facts = all.filter((fact) => !fact.querySelector("[data-secret]")).slice(0, 8).map((fact) => [
    fact.querySelector("dt")?.textContent.trim() ?? "",
    fact.querySelector("dd")?.textContent.trim().replaceAll(/\s+/g, " ").slice(0, 200) ?? "",
  ]);
  const label = title.textContent.trim().replaceAll(/\s+/g, " ");
  await store.put("seen", { key: `${person} ${entity}/${id}`, person, at: Date.now(), entity, id, label, facts });
  await store.prune("seen", person, BOUNDS);
}
