/* Search boxes propose while one types: an editable combobox with list autocomplete and manual selection,
   as the WAI-ARIA Authoring Practices describe it. Without this file they are plain search boxes. */
"use strict";

const PAUSE = 120; // milliseconds without a key before the server is asked
const said = document.currentScript.dataset; // the page's language: its words, and where its addresses begin
const KINDS = { titel: said.titel, enhet: said.enhet, ämne: said.amne };

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class Combobox {
  constructor(input) {
    this.input = input;
    this.rows = [];
    this.at = -1;
    this.list = element("ul", { id: `${input.id}-forslag`, class: "forslag", role: "listbox", "aria-label": said.list });
    this.said = element("div", { class: "ds-sr-only", role: "status" });
    this.list.hidden = true;
    input.after(this.list, this.said);
    input.type = "text"; // a searchbox may not take the role
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [key, value] of Object.entries(roles)) input.setAttribute(key, value);
    input.addEventListener("input", (event) => event.isComposing || this.ask());
    input.addEventListener("keydown", (event) => event.isComposing || this.key(event));
    input.addEventListener("blur", () => this.close());
    input.form.addEventListener("submit", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps its focus
    this.list.addEventListener("click", (event) => this.choose(this.options().indexOf(event.target.closest("li"))));
  }

  options() {
    return [...this.list.children];
  }

  ask() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = setTimeout(() => this.fetch(), PAUSE);
  }

  async fetch() {
    this.asking = new AbortController();
    const url = `${this.input.dataset.forslag}?${new URLSearchParams({ q: this.input.value })}`;
    try {
      const answer = await fetch(url, { signal: this.asking.signal });
      this.show(answer.ok ? (await answer.json()).suggestions : []);
    } catch (error) {
      if (error.name !== "AbortError") this.show([]);
    }
  }

  show(rows) {
    const kind = (row) => (row.kind === "ord" ? [] : [element("span", { class: "quiet" }, KINDS[row.kind])]);
    const option = (row, place) =>
      element("li", { id: `${this.list.id}-${place}`, role: "option", "aria-selected": "false" }, element("span", {}, row.text), ...kind(row));
    this.rows = rows;
    this.list.replaceChildren(...rows.map(option));
    this.open();
    this.said.textContent = this.list.hidden ? "" : `${rows.length} ${said.count}`;
  }

  open() {
    this.list.hidden = !this.rows.length || document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.said.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  mark(place) {
    this.at = place;
    this.options().forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    const option = this.options()[place];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  choose(place) {
    const row = this.rows[place];
    if (!row) return;
    this.close();
    if (row.kind !== "ord") return location.assign(said.root + row.url);
    this.input.value = row.text;
    this.input.form.requestSubmit(); // chosen filters go along
  }

  key(event) {
    const size = this.rows.length, isOpen = !this.list.hidden;
    const down = () => (isOpen || this.open(), event.altKey || this.mark(isOpen ? (this.at + 1) % size : 0));
    const up = () => (event.altKey ? this.close() : (isOpen || this.open(), this.mark((this.at > 0 ? this.at : size) - 1)));
    const acts = {
      ArrowDown: size ? down : () => this.fetch(),
      ArrowUp: size && up,
      Enter: isOpen && this.at >= 0 && (() => this.choose(this.at)),
      Escape: () => (isOpen ? this.close() : (this.input.value = "")),
    };
    if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) this.mark(-1); // back to the text
  }
}

for (const input of document.querySelectorAll("input[data-forslag]")) new Combobox(input);
