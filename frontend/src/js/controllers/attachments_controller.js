// A record's files: dropped anywhere on the page or chosen, sent one by one with progress, each can be cancelled; what is
// too big is said before it is sent, and a file of a known name asks whether it is a new version. Opens previews.
import { Controller } from "@hotwired/stimulus";
import { toast } from "../notices.js";
import { token } from "../remember.js";
import { readableSize } from "./drop_controller.js";

const AT_ONCE = 2;

export default class extends Controller {
  static targets = ["queue", "zone", "input", "plain", "overlay", "row", "words", "dialog", "renew"];
  static values = { upload: String, maxBytes: Number };

  connect() {
    this.jobs = [];
    this.sent = [];
    if (!this.uploadValue) return;
    this.zoneTarget.classList.add("gx-ready");
    this.plainTarget.hidden = true;
    document.addEventListener("dragenter", this.enter);
    document.addEventListener("dragover", this.over);
    document.addEventListener("dragleave", this.leave);
    document.addEventListener("drop", this.drop);
  }

  disconnect() {
    document.removeEventListener("dragenter", this.enter);
    document.removeEventListener("dragover", this.over);
    document.removeEventListener("dragleave", this.leave);
    document.removeEventListener("drop", this.drop);
  }

  // --- dropping and choosing ---------------------------------------------------------------------------------------

  enter = (event) => {
    if (carriesFiles(event)) this.overlayTarget.hidden = false;
  };

  over = (event) => {
    if (carriesFiles(event)) event.preventDefault();
  };

  leave = (event) => {
    if (!event.relatedTarget) this.overlayTarget.hidden = true;
  };

  drop = (event) => {
    this.overlayTarget.hidden = true;
    // Another place on the page, such as a note, may have taken them already.
    if (event.defaultPrevented || !carriesFiles(event)) return;
    event.preventDefault();
    this.add([...event.dataTransfer.files]);
  };

  chosen() {
    this.add([...this.inputTarget.files]);
    this.inputTarget.value = "";
  }

  // --- the queue ---------------------------------------------------------------------------------------------------

  add(files) {
    for (const file of files) {
      const row = this.rowTarget.content.firstElementChild.cloneNode(true);
      const job = { file, row, state: "" };
      part(row, "name").textContent = `${file.name}, ${readableSize(file.size)}`;
      row.addEventListener("click", (event) => this.choose(job, event.target.closest("[data-choice]")?.dataset.choice));
      this.queueTarget.append(row);
      this.jobs.push(job);
      if (this.maxBytesValue && file.size > this.maxBytesValue) this.say(job, "refused", this.words.tooBig);
      else if (!file.size) this.say(job, "refused", this.words.empty);
      else if (this.isKnown(file.name)) this.question(job);
      else this.say(job, "waiting", this.words.waiting);
    }
    this.next();
  }

  isKnown(name) {
    const shown = [...this.element.querySelectorAll("[data-file-name]")].map((item) => item.dataset.fileName);
    // What was just sent may not stand in the list yet.
    return [...shown, ...this.sent].some((known) => known.toLowerCase() === name.toLowerCase());
  }

  question(job) {
    this.say(job, "asking", this.words.same);
    const ask = part(job.row, "ask");
    ask.hidden = false;
    ask.querySelector("button").focus();
  }

  choose(job, choice) {
    if (choice === "cancel") return this.cancel(job);
    if (choice === "again") this.say(job, "waiting", this.words.waiting);
    if (choice === "version" || choice === "both") {
      job.version = choice === "version";
      part(job.row, "ask").hidden = true;
      this.say(job, "waiting", this.words.waiting);
    }
    this.next();
  }

  cancel(job) {
    job.sending?.abort();
    job.row.remove();
    this.jobs = this.jobs.filter((other) => other !== job);
    this.next();
  }

  next() {
    const busy = this.jobs.filter(({ state }) => state === "sending").length;
    const waiting = this.jobs.filter(({ state }) => state === "waiting");
    for (const job of waiting.slice(0, Math.max(0, AT_ONCE - busy))) this.send(job);
    const open = this.jobs.some(({ state }) => ["sending", "waiting", "asking"].includes(state));
    const done = this.jobs.filter(({ state }) => state === "done");
    if (open || !done.length) return;
    for (const { row } of done) row.remove();
    this.jobs = this.jobs.filter(({ state }) => state !== "done");
    toast(`${this.words.done}: ${done.map(({ file }) => file.name).join(", ")}`);
    this.renewTarget.dispatchEvent(new CustomEvent("files:changed"));
  }

  send(job) {
    const data = new FormData();
    data.append("file", job.file, job.file.name);
    if (job.version) data.append("as_version", "yes");
    const request = (job.sending = new XMLHttpRequest());
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      job.row.querySelector("progress").value = total ? (loaded / total) * 100 : 0;
    });
    request.addEventListener("load", () => this.answered(job, request));
    request.addEventListener("error", () => this.failed(job));
    request.open("POST", this.uploadValue);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.send(data);
    this.say(job, "sending", this.words.sending);
  }

  answered(job, request) {
    if (request.status === 201) {
      this.sent.push(job.file.name);
      this.say(job, "done", this.words.done);
    } else this.say(job, "refused", told(request) || this.words.failed);
    this.next();
  }

  failed(job) {
    this.say(job, "refused", this.words.failed);
    const again = document.createElement("button");
    Object.assign(again, { type: "button", className: "btn btn-sm", textContent: this.words.again });
    again.dataset.choice = "again";
    part(job.row, "state").append(" ", again);
    this.next();
  }

  say(job, state, text) {
    job.state = state;
    const line = part(job.row, "state");
    line.textContent = text;
    line.className = state === "refused" ? "gx-err" : "gx-t3 gx-s12";
    job.row.querySelector("progress").hidden = state !== "sending";
  }

  get words() {
    return this.wordsTarget.dataset;
  }

  // --- the preview -------------------------------------------------------------------------------------------------

  swapped({ target }) {
    if (target.id !== "file-preview") return;
    if (!this.dialogTarget.open) this.dialogTarget.showModal();
    (target.querySelector("[data-turn='ArrowRight']") ?? target.querySelector("button"))?.focus();
  }

  turn(event) {
    if (event.target.closest("pre")) return;
    this.dialogTarget.querySelector(`[data-turn='${event.key}']`)?.click();
  }

  close() {
    this.dialogTarget.close();
  }

  scrim({ target }) {
    if (target === this.dialogTarget) this.dialogTarget.close();
  }
}

function carriesFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

function part(row, name) {
  return row.querySelector(`[data-part="${name}"]`);
}

/** The server's sentence, if it sent one. */
function told(request) {
  try {
    return JSON.parse(request.responseText).message;
  } catch {
    return "";
  }
}
