// @ts-check
/**
 * `<roster-editor>`: turns what happens in the grid into posts of the form inside it.
 *
 * The form works by itself; this fills it in. Edits wait for each other, because each
 * carries the version that the one before it made. What others change is fetched between
 * them and told as `roster:renewed`. `edit` and `hear` are for other modules.
 */

/** @typedef {{action: string, row: number, day: number, code?: string, otherRow?: number, otherDay?: number}} Edit */

const DAY_MS = 86_400_000;

class RosterEditor extends HTMLElement {
  /** @type {Edit[]} */ #queue = [];
  #busy = false;
  /** @type {Map<string, string>} */ #codes = new Map();
  #focused = "";
  #heard = 0;
  /** @type {Map<string, boolean>} what of the page was open */ #folds = new Map();
  #abort = new AbortController();

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#codes = new Map(
      (this.dataset.keys ?? "").split(" ").filter(Boolean).map((pair) => {
        const [key, code] = pair.split("=");
        return /** @type {[string, string]} */ ([key, code]);
      }),
    );
    document.addEventListener("roster:focus", (event) => this.#onFocus(detailOf(event)), { signal });
    document.addEventListener("roster:key", (event) => this.#onKey(detailOf(event)), { signal });
    this.#form.addEventListener("htmx:configRequest", (event) => this.#aim(event), { signal });
    this.#form.addEventListener("htmx:afterRequest", (event) => this.#after(event), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  /** @param {Edit} edit */
  edit(edit) {
    this.#queue.push(edit);
    this.#next();
  }

  /** @param {number} version the newest there is, whoever made it */
  hear(version) {
    this.#heard = version;
    void this.#catchUp();
  }

  /** @param {string} words what a screen reader is told, and what stands below the form */
  say(words, isBad = false) {
    const said = this.querySelector("#said");
    if (!said) return;
    said.classList.toggle("bad", isBad);
    said.textContent = words;
  }

  /** @param {number} row @param {number} day */
  nameOf(row, day) {
    const cell = document.getElementById(`c-${row}-${day}`);
    return cell?.getAttribute("aria-label") ?? "";
  }

  /** @param {number} row */
  codeOf(row) {
    return this.#select("person").options[row]?.value ?? "";
  }

  /** @param {number} day */
  dateOf(day) {
    const first = Date.parse(`${this.dataset.first}T00:00:00Z`);
    return new Date(first + day * DAY_MS).toISOString().slice(0, 10);
  }

  /** @param {string} name */
  #select(name) {
    return /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem(name));
  }

  /** @param {string} name @param {string} value */
  #set(name, value) {
    const field = this.#form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  }

  /** @param {{row: number, day: number, shift: string, cell: HTMLElement}} detail */
  #onFocus({ row, day, shift, cell }) {
    this.#focused = cell.id;
    if (this.#busy) return;
    this.#select("person").selectedIndex = row;
    this.#set("on", this.dateOf(day));
    const option = [...this.#select("shift").options].find((one) => one.text.startsWith(`${shift} ·`));
    if (option) this.#select("shift").value = option.value;
  }

  /** @param {{row: number, day: number, key: string, ctrl: boolean, cell: HTMLElement}} detail */
  #onKey({ row, day, key, ctrl, cell }) {
    const letter = key.toLowerCase();
    if (ctrl) {
      if (letter === "z") this.edit({ action: key === "Z" ? "redo" : "undo", row, day });
      if (letter === "y") this.edit({ action: "redo", row, day });
      return;
    }
    const code = this.#codes.get(letter);
    if (key === "Delete" || key === "Backspace") this.edit({ action: "off", row, day });
    else if (code) this.edit({ action: "set", row, day, code });
    else if (letter === "k" || letter === "l") {
      this.edit({ action: cell.classList.contains("locked") ? "unlock" : "lock", row, day });
    }
  }

  #next() {
    if (this.#busy) return;
    const edit = this.#queue.shift();
    if (!edit) {
      void this.#catchUp();
      return;
    }
    this.#select("person").selectedIndex = edit.row;
    this.#set("on", this.dateOf(edit.day));
    this.#set("code", edit.code ?? "");
    if (edit.otherRow !== undefined) this.#set("other", this.codeOf(edit.otherRow));
    this.#set("other_on", edit.otherDay === undefined ? "" : this.dateOf(edit.otherDay));
    const button = this.#form.querySelector(`button[value="${edit.action}"]`);
    if (!(button instanceof HTMLButtonElement)) return;
    if (button.disabled) {
      this.say(edit.action === "undo" ? "Nothing to undo." : "Nothing to redo.");
      this.#clear();
      this.#next();
      return;
    }
    this.#busy = true;
    button.click();
  }

  /**
   * The rows come back as the address filters them now. The attribute is read because the
   * form's buttons are named "action" and hide its property.
   * @param {Event} event
   */
  #aim(event) {
    this.#busy = true;
    this.#remember();
    const address = new URL(this.#form.getAttribute("action") ?? "", location.href);
    detailOf(event).path = address.pathname + location.search;
  }

  /** @param {Event} event */
  #after(event) {
    const { successful, xhr } = detailOf(event);
    this.#busy = false;
    this.#clear();
    this.querySelector("#said")?.classList.toggle("bad", !successful);
    if (!xhr?.status) this.say("Not saved: no answer. Is there a connection?", true);
    this.#settle();
    document.dispatchEvent(new CustomEvent("roster:edited"));
    this.#next();
  }

  /** New rows are in place: the grid knows its version, the focus is where it was. */
  #settle() {
    for (const one of folds()) {
      const before = this.#folds.get(one.dataset.group ?? one.id);
      if (before !== undefined) one.open = before;
    }
    const grid = document.querySelector("roster-grid");
    if (grid instanceof HTMLElement) grid.dataset.version = String(this.#version);
    if (document.activeElement === document.body) document.getElementById(this.#focused)?.focus({ preventScroll: true });
  }

  get #version() {
    const version = this.#form.elements.namedItem("version");
    return version instanceof HTMLInputElement ? Number(version.value) : 0;
  }

  #remember() {
    this.#folds = new Map(folds().map((one) => [one.dataset.group ?? one.id, one.open]));
  }

  async #catchUp() {
    const htmx = /** @type {any} */ (window).htmx;
    if (this.#busy || !htmx || this.#heard <= this.#version) return;
    this.#busy = true;
    this.#heard = 0;
    const url = `${this.dataset.since}/${this.#version}${location.search}`;
    this.#remember();
    try {
      await htmx.ajax("GET", url, { source: this, target: this, swap: "none" });
    } catch {
      // Nothing came; the next change asks again, and an edit is refused with the reason.
    }
    this.#busy = false;
    this.#settle();
    document.dispatchEvent(new CustomEvent("roster:renewed"));
    this.#next();
  }

  #clear() {
    this.#set("code", "");
    this.#set("other_on", "");
  }
}

/** The parts that are sent anew and may have been opened by hand. */
function folds() {
  return /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("#history, #problems details")]);
}

/** @param {Event} event @returns {any} */
function detailOf(event) {
  return event instanceof CustomEvent ? event.detail : {};
}

customElements.define("roster-editor", RosterEditor);
