// The fields of a form as a draft keeps them: what was typed, and what stood there before. Never passwords, secrets, files
// or what is marked data-draft-skip; hidden fields only where they are marked data-draft (an editor's own).
const SECRET = /^(current-password|new-password|one-time-code|cc-.*)$/;
const SKIPPED = ["password", "file", "submit", "button", "image", "reset"];

/** The fields of which a draft is kept. */
export function kept(form) {
  return [...form.elements].filter((field) => {
    if (!field.name || SKIPPED.includes(field.type) || field.closest("[data-draft-skip]")) return false;
    if (field.type === "hidden") return "draft" in field.dataset;
    return !SECRET.test(field.autocomplete ?? "");
  });
}

/** {name: value}, with every value a list of texts; what the lines count goes along. */
export function read(form) {
  return gathered(form, {
    checked: (field) => field.checked,
    chosen: (select) => [...select.selectedOptions],
    text: (field) => field.value,
  });
}

/** The same as the server drew it: who types fast was there before this script. */
export function drawn(form) {
  return gathered(form, {
    checked: (field) => field.defaultChecked,
    chosen: (select) => {
      const marked = [...select.options].filter((option) => option.defaultSelected);
      return marked.length || select.multiple ? marked : [...select.options].slice(0, 1);
    },
    text: (field) => field.defaultValue,
  });
}

function gathered(form, { checked, chosen, text }) {
  const values = {};
  for (const field of kept(form)) {
    values[field.name] ??= [];
    if (field.type === "checkbox" || field.type === "radio") {
      if (checked(field)) values[field.name].push(field.value);
    } else if (field.tagName === "SELECT") values[field.name].push(...chosen(field).map(({ value }) => value));
    else values[field.name].push(text(field));
  }
  return values;
}

/** What a chosen value is called, for selects that are searched on the server. */
export function labels(form) {
  const told = {};
  for (const field of kept(form)) {
    if (field.tagName !== "SELECT") continue;
    for (const { value, text } of field.selectedOptions) if (value) told[value] = text.trim();
  }
  return told;
}

/** What people call a field: its label, its accessible name, the head of its column. */
export function nameOf(form, name) {
  const field = form.elements.namedItem(name);
  const one = field instanceof RadioNodeList ? field[0] : field;
  if (!one) return name;
  const legend = one.closest("fieldset")?.querySelector("legend");
  const label = legend ?? one.labels?.[0];
  return (label?.firstChild?.textContent || label?.textContent || one.ariaLabel || name).trim();
}

/** Put a draft's values back, line by line; every field says that it changed, as if it had been typed. */
export function write(form, values, told) {
  grow(form, values);
  for (const field of kept(form)) {
    const wanted = values[field.name];
    if (wanted === undefined) continue;
    if (field.type === "checkbox" || field.type === "radio") check(field, wanted.includes(field.value));
    else if (field.tagName === "SELECT") choose(field, wanted, told);
    else if (field.value !== wanted[0]) {
      field.value = wanted[0] ?? "";
      changed(field);
    }
  }
}

/** As many lines as the draft had. */
function grow(form, values) {
  const rows = Object.keys(values).map((name) => name.match(/^(.+)-(\d+)-/));
  for (const block of form.querySelectorAll("[data-controller~=lines]")) {
    const total = block.querySelector("[data-lines-target=total]");
    const prefix = total.name.replace(/-TOTAL_FORMS$/, "");
    const most = Math.max(-1, ...rows.filter((row) => row?.[1] === prefix).map((row) => Number(row[2])));
    while (Number(total.value) <= most) block.querySelector("[data-lines-add]").click();
  }
}

function check(field, on) {
  if (field.checked === on) return;
  field.checked = on;
  const row = /-DELETE$/.test(field.name) && field.closest("[data-lines-target~=row]");
  if (row) row.hidden = on;
  changed(field);
}

function choose(field, wanted, told) {
  const now = [...field.selectedOptions].map(({ value }) => value);
  if (now.join("\n") === wanted.join("\n")) return;
  if (field.tomselect) {
    for (const value of wanted) if (value) field.tomselect.addOption({ id: value, label: told[value] ?? value, value });
    field.tomselect.setValue(field.multiple ? wanted : (wanted[0] ?? ""));
    return;
  }
  for (const value of wanted) {
    if (![...field.options].some((option) => option.value === value)) field.add(new Option(told[value] ?? value, value));
  }
  for (const option of field.options) option.selected = wanted.includes(option.value);
  changed(field);
}

function changed(field) {
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
}
