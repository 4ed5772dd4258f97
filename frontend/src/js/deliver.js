// Sends a change so that nothing typed is lost: it waits out a lost line and a server that restarts, asks to sign in again
// when the session ended, renews an old token, and gives the answer once there is one. What the page shows meanwhile is the
// connection controller's; this file only tells it, by events on the document:
//   line:down {reason}   "line", "server", "slow"      line:up
//   line:ended {other}   nobody is signed in, or somebody else
// and hears from it:     line:again  (the button, the network is back, signed in)      line:dismissed  (leave it for now)
import { token } from "./remember.js";

const WAITS = [1, 2, 4, 8, 15, 30];
const SLOW = 6_000;
const AWAY = [502, 503, 504];
export const LATER = Symbol("left for later");

/** The key of whom this page was made for. */
export function person() {
  return document.body.dataset.person ?? "";
}

/**
 * Send `body` (FormData or URLSearchParams) and give the Response, or LATER when the person left it for now.
 * `repeat`: the server takes the same sending twice for one, so it may go out again by itself; it does where the form
 * has a token or the version it is based on.
 */
export async function deliver(url, body, { headers = {}, repeat = body.has("once") || body.has("version") } = {}) {
  let renewed = false;
  for (let tries = 0; ; tries += 1) {
    const answer = await attempt(url, body, headers);
    if (answer === undefined || AWAY.includes(answer.status)) {
      const wait = repeat ? WAITS[Math.min(tries, WAITS.length - 1)] : 0;
      if ((await again(answer ? "server" : "line", wait)) === LATER) return LATER;
      continue;
    }
    if (answer.status === 401) {
      if ((await signedIn(answer.headers.get("Gx-Person") === "other")) === LATER) return LATER;
      renew(body, await fresh());
      continue;
    }
    if (answer.headers.has("Gx-Csrf") && !renewed) {
      renewed = true;
      renew(body, await fresh());
      continue;
    }
    tell("line:up");
    return answer;
  }
}

/** Who is signed in now, and a token; undefined when the server can't be reached. */
export async function standing() {
  try {
    const answer = await fetch("/standing/", { headers: { Accept: "application/json" }, cache: "no-store" });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

async function attempt(url, body, headers) {
  const slow = setTimeout(() => tell("line:down", { reason: "slow" }), SLOW);
  try {
    const told = { "Gx-Form": "1", "Gx-Person": person(), ...headers };
    return await fetch(url, { method: "POST", body, headers: told, redirect: "follow" });
  } catch (problem) {
    if (problem.name !== "TypeError") throw problem;
    return undefined;
  } finally {
    clearTimeout(slow);
  }
}

/** Until it is time to try again: after some seconds, when the line is back, or when somebody presses the button. */
function again(reason, seconds) {
  tell("line:down", { reason });
  return heard(["line:again"], ["line:dismissed"], seconds);
}

/** Until the same person is signed in again. */
async function signedIn(other) {
  tell("line:ended", { other });
  for (;;) {
    if ((await heard(["line:again"], ["line:dismissed"], 0)) === LATER) return LATER;
    const now = await standing();
    if (now?.person === person()) break;
    if (now) tell("line:ended", { other: Boolean(now.person) });
  }
  tell("line:up");
  return undefined;
}

async function fresh() {
  return (await standing())?.token ?? token();
}

/** The new token in what is sent and in every form of the page. */
function renew(body, value) {
  if (body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", value);
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = value;
}

function heard(names, ends, seconds) {
  return new Promise((done) => {
    const timer = seconds ? setTimeout(() => finish(), seconds * 1000) : undefined;
    const yes = () => finish();
    const no = () => finish(LATER);
    function finish(value) {
      clearTimeout(timer);
      for (const name of names) document.removeEventListener(name, yes);
      for (const name of ends) document.removeEventListener(name, no);
      done(value);
    }
    for (const name of names) document.addEventListener(name, yes);
    for (const name of ends) document.addEventListener(name, no);
  });
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}
