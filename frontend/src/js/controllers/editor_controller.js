// A small editor for rich text over a <textarea data-controller="editor">, which keeps the HTML that is sent; without
// script one writes plain text there. The server decides what HTML may stay. Pictures are pasted or dropped.
import { Controller } from "@hotwired/stimulus";
import { Editor } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import StarterKit from "@tiptap/starter-kit";
import { styles } from "../lazy.js";
import { token } from "../remember.js";

const PICTURES = "/talk/pictures/";
const ACTS = {
  bold: (run) => run.toggleBold(),
  italic: (run) => run.toggleItalic(),
  heading: (run) => run.toggleHeading({ level: 2 }),
  bulletList: (run) => run.toggleBulletList(),
  orderedList: (run) => run.toggleOrderedList(),
  blockquote: (run) => run.toggleBlockquote(),
};

export default class extends Controller {
  async connect() {
    await styles("editor");
    if (!this.element.isConnected || this.editor) return;
    const frame = document.getElementById("editor-frame").content.cloneNode(true);
    this.frame = frame.firstElementChild;
    this.element.hidden = true;
    this.element.after(this.frame);
    this.picker = this.frame.querySelector("input[type=file]");
    this.problem = this.frame.querySelector("[role=alert]");
    const label = this.element.getAttribute("aria-label") ?? this.element.labels?.[0]?.textContent.trim() ?? "";
    this.editor = new Editor({
      element: this.frame.querySelector("[data-place]"),
      content: this.element.value,
      injectCSS: false,
      extensions: [
        StarterKit.configure({ heading: { levels: [2, 3] }, link: { openOnClick: false, defaultProtocol: "https" } }),
        Image,
      ],
      editorProps: {
        attributes: { class: "gx-rich", role: "textbox", "aria-multiline": "true", "aria-label": label },
        handlePaste: (_view, event) => this.took(event.clipboardData, event),
        handleDrop: (_view, event) => this.took(event.dataTransfer, event),
      },
      onUpdate: () => this.changed(),
      onTransaction: () => this.mark(),
    });
    this.frame.addEventListener("click", this.pressed);
    this.picker.addEventListener("change", this.picked);
    this.element.form?.addEventListener("reset", this.reset);
    if (this.element.autofocus || this.element.dataset.focus) this.editor.commands.focus("end");
    this.mark();
  }

  disconnect() {
    this.element.form?.removeEventListener("reset", this.reset);
    this.editor?.destroy();
    this.frame?.remove();
    this.editor = undefined;
    this.element.hidden = false;
  }

  changed() {
    this.element.value = this.editor.isEmpty ? "" : this.editor.getHTML();
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A draft that was put back, or a form that was emptied.
  reset = () => setTimeout(() => this.editor?.commands.setContent(this.element.value, { emitUpdate: false }));

  mark() {
    for (const button of this.frame.querySelectorAll("[data-act]")) {
      const on = this.editor?.isActive(button.dataset.act) ?? false;
      button.classList.toggle("gx-on", on);
      button.setAttribute("aria-pressed", String(on));
    }
  }

  pressed = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { act } = button.dataset;
    if (ACTS[act]) ACTS[act](this.editor.chain().focus()).run();
    else if (act === "link") this.link();
    else if (act === "picture") this.picker.click();
  };

  link() {
    const field = this.frame.querySelector("[data-link]");
    if (this.editor.isActive("link")) return this.editor.chain().focus().unsetLink().run();
    field.hidden = false;
    const input = field.querySelector("input");
    input.focus();
    input.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      field.hidden = true;
      const href = input.value.trim();
      input.value = "";
      const run = this.editor.chain().focus();
      if (event.key === "Enter" && href) run.setLink({ href: /^[a-z]+:|^\//i.test(href) ? href : `https://${href}` });
      run.run();
    };
  }

  picked = () => {
    this.upload([...this.picker.files]);
    this.picker.value = "";
  };

  took(transfer, event) {
    const files = [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return false;
    event.preventDefault();
    this.upload(files);
    return true;
  }

  async upload(files) {
    this.problem.textContent = "";
    for (const file of files) {
      const body = new FormData();
      body.append("file", file);
      const headers = { "X-CSRFToken": token(), Accept: "application/json" };
      const answer = await fetch(PICTURES, { method: "POST", body, headers }).catch(() => null);
      const told = await answer?.json().catch(() => null);
      if (answer?.ok && told?.url) this.editor.chain().focus().setImage({ src: told.url, alt: file.name }).run();
      else this.problem.textContent = told?.problem ?? this.problem.dataset.failed;
    }
  }
}
