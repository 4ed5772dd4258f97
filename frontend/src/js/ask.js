// Asks the server for JSON, or tells it something; what it refuses comes as an error that carries the sentence to show.
import { token } from "./remember.js";

/** `told` is the server's sentence, "" where it couldn't be reached; `answer` is all it said. */
export class Refused extends Error {
  constructor(status, answer = {}) {
    super(`refused: ${status}`);
    Object.assign(this, { status, answer, told: answer.message ?? "" });
  }
}

/** A GET, or a POST of `body`, an object or URLSearchParams; resolves to the answer. Throws Refused. */
export async function ask(url, body) {
  const headers = { Accept: "application/json" };
  const sent = body && { method: "POST", body: new URLSearchParams(body) };
  if (sent) headers["X-CSRFToken"] = token();
  let answer;
  try {
    answer = await fetch(url, { headers, ...sent });
  } catch {
    throw new Refused(0);
  }
  // The session has ended: the whole page goes to the sign-in.
  if (answer.redirected && /\/login\/$/.test(new URL(answer.url).pathname)) window.location.assign(answer.url);
  const json = answer.headers.get("Content-Type")?.includes("json");
  if (!answer.ok || !json) throw new Refused(answer.status, json ? await answer.json() : {});
  return answer.json();
}
