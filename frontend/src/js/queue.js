// What was written without a connection and is sent later: once (its id, made here, is the record's), in order per record,
// and only as the person who wrote it. Used by pages and by the worker.
import * as store from "./store.js";

const LOCK = "guanxi-queue";
export const TAG = "guanxi-send";

/** A version 7 UUID: made anywhere, sorted by time. */
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(now / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Put something down: {person, entity, about: {entity, id, label} or nothing, values}. */
export async function keep(item) {
  const row = { key: uuid7(), at: Date.now(), state: "waiting", problem: "", ...item };
  await store.put("queue", row);
  return row;
}

/** One person's, in the order in which they were written. */
export function waiting(person) {
  return store.mine("queue", person);
}

/** What must go out in order: everything about one record, and everything about none. */
export function lane({ about, entity }) {
  return about ? `${about.entity}/${about.id}` : entity;
}

/**
 * Send what waits of whoever is signed in. Gives {left, refused}: how many of `owner` are still here.
 * A refused one waits to be mended, and with it what comes after it about the same record; the others go on.
 */
export async function send(owner) {
  await (navigator.locks ? navigator.locks.request(LOCK, work) : work());
  const rows = owner ? await waiting(owner) : [];
  return { left: rows.length, refused: rows.filter(({ state }) => state === "refused").length };
}

async function work() {
  const now = await standing();
  if (!now?.person) return;
  const closed = new Set();
  for (const row of await waiting(now.person)) {
    if (closed.has(lane(row))) continue;
    const result = row.state === "refused" ? "refused" : await post(row, now);
    if (result === "later") return;
    if (result === "refused") closed.add(lane(row));
  }
}

async function post(row, now) {
  const body = new FormData();
  for (const [name, value] of Object.entries(row.values)) body.set(name, value);
  body.set("entity", row.entity);
  body.set("id", row.key);
  if (row.about) body.set("about", `${row.about.id}/${row.about.entity}`);
  const headers = { "X-CSRFToken": now.token, "Gx-Person": row.person };
  let answer;
  try {
    answer = await fetch("/offline/send/", { method: "POST", body, headers, redirect: "error" });
  } catch {
    return "later";
  }
  if (answer.ok) {
    await store.remove("queue", row.key);
    return "sent";
  }
  // The session ended meanwhile, the server restarts, too many at once: nothing is wrong with what was written.
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : undefined;
  if (!told?.message || answer.status === 429) return "later";
  await store.put("queue", { ...row, state: "refused", problem: told.message });
  return "refused";
}

async function standing() {
  try {
    const answer = await fetch("/standing/", { headers: { Accept: "application/json" }, cache: "no-store" });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}
