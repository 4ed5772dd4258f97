// The pages of a PDF, drawn when they come into sight. It is never opened as a document of ours: its bytes are read by a
// worker, and all that reaches the page are pictures.
import { Controller } from "@hotwired/stimulus";
import { GlobalWorkerOptions, getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { base } from "../lazy.js";

const MOST_PAGES = 300;

export default class extends Controller {
  static targets = ["state"];
  static values = { url: String, page: String };

  async connect() {
    const place = (path) => new URL(path, base()).href;
    GlobalWorkerOptions.workerSrc = place("parts/pdf.worker.js");
    this.reading = getDocument({
      url: this.urlValue,
      cMapUrl: place("parts/cmaps/"),
      cMapPacked: true,
      isEvalSupported: false,
      enableXfa: false,
      useWasm: false,
    });
    try {
      const paper = await this.reading.promise;
      const first = (await paper.getPage(1)).getViewport({ scale: 1 });
      this.stateTarget.remove();
      this.watcher = new IntersectionObserver((seen) => this.seen(paper, seen), { rootMargin: "400px" });
      for (let number = 1; number <= Math.min(paper.numPages, MOST_PAGES); number++) this.place(number, paper, first);
    } catch {
      if (this.hasStateTarget) this.stateTarget.textContent = this.stateTarget.dataset.failed;
    }
  }

  disconnect() {
    this.watcher?.disconnect();
    this.reading?.destroy();
  }

  /** An empty sheet of the right shape, so that nothing jumps when it is drawn. */
  place(number, paper, { width, height }) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 10, height: Math.round((10 * height) / width) });
    canvas.dataset.number = number;
    canvas.setAttribute("role", "img");
    const words = { n: number, count: paper.numPages };
    canvas.setAttribute("aria-label", this.pageValue.replace(/\{(\w+)\}/g, (_, name) => words[name]));
    this.element.append(canvas);
    this.watcher.observe(canvas);
  }

  seen(paper, entries) {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      this.watcher.unobserve(target);
      this.draw(paper, target);
    }
  }

  async draw(paper, canvas) {
    const page = await paper.getPage(Number(canvas.dataset.number));
    const plain = page.getViewport({ scale: 1 });
    const wide = canvas.clientWidth * Math.min(window.devicePixelRatio, 2);
    const viewport = page.getViewport({ scale: wide / plain.width });
    Object.assign(canvas, { width: Math.round(viewport.width), height: Math.round(viewport.height) });
    await page.render({ canvas, canvasContext: canvas.getContext("2d"), viewport }).promise;
  }
}
