// @ts-check
/**
 * `<roster-grid>`: one tab stop for all cells, arrows between them.
 *
 * The server draws everything; this keeps only where the focus is. It tells others what
 * happens by events that bubble, detail `{row, day, shift, cell}`: `roster:focus` when a
 * cell gets the focus, `roster:pick` on Enter or a double click, `roster:key` (detail also
 * `key`) for any other plain key on a cell of an editable grid.
 */

const PAGE_ROWS = 10;

class RosterGrid extends HTMLElement {
  /** @type {HTMLTableCellElement | null} */ #current = null;
  #abort = new AbortController();

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.querySelector(".scroller")?.removeAttribute("tabindex");
    this.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.addEventListener("focusin", (event) => this.#onFocus(event), { signal });
    this.addEventListener("dblclick", (event) => this.#tell("pick", event.target), { signal });
    document.addEventListener("keydown", (event) => this.#onPageKey(event), { signal });
    document.addEventListener("click", (event) => this.#onLink(event), { signal });
    addEventListener("hashchange", () => this.#goToHash(), { signal });
    this.addEventListener("roster:filtered", () => this.#onFiltered(), { signal });
    document.addEventListener("roster:renewed", () => this.#onRenewed(), { signal });
    this.#rest(this.#rows()[0]?.querySelector("td[data-day]") ?? null);
    this.#goToHash();
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  /** The version of the roster that is shown; edits must send it along. */
  get version() {
    return Number(this.dataset.version);
  }

  /** @returns {HTMLTableRowElement[]} */
  #rows() {
    return [...this.querySelectorAll("tbody:first-of-type tr")].filter(
      (row) => row instanceof HTMLTableRowElement && !row.hidden,
    );
  }

  /** @param {Element | null} cell the only one in the tab order from now on */
  #rest(cell) {
    if (!(cell instanceof HTMLTableCellElement)) return;
    if (this.#current) this.#current.tabIndex = -1;
    this.#current = cell;
    cell.tabIndex = 0;
  }

  /** @param {Element | null | undefined} cell */
  #go(cell) {
    if (!(cell instanceof HTMLTableCellElement)) return;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const cell = cellOf(event.target);
    if (!cell) return;
    this.#rest(cell);
    this.#tell("focus", cell);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const cell = cellOf(event.target);
    if (!cell || event.altKey || event.metaKey) return;
    const to = this.#target(cell, event);
    if (to !== undefined) {
      event.preventDefault();
      this.#go(to);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#tell("pick", cell);
    } else if (this.hasAttribute("data-editable") && event.key !== "Tab") {
      this.#tell("key", cell, { key: event.key, ctrl: event.ctrlKey });
    }
  }

  /**
   * @param {HTMLTableCellElement} cell
   * @param {KeyboardEvent} event
   * @returns {Element | null | undefined} undefined when the key does not move
   */
  #target(cell, { key, ctrlKey }) {
    const rows = this.#rows();
    const row = rows.indexOf(/** @type {HTMLTableRowElement} */ (cell.parentElement));
    const day = Number(cell.dataset.day);
    const last = (cell.parentElement?.querySelectorAll("td[data-day]").length ?? 1) - 1;
    const at = (/** @type {number} */ r, /** @type {number} */ d) =>
      rows[clamp(r, rows.length - 1)]?.querySelector(`td[data-day="${clamp(d, last)}"]`);
    switch (key) {
      case "ArrowLeft": return at(row, day - 1);
      case "ArrowRight": return at(row, day + 1);
      case "ArrowUp": return at(row - 1, day);
      case "ArrowDown": return at(row + 1, day);
      case "Home": return at(ctrlKey ? 0 : row, 0);
      case "End": return at(ctrlKey ? rows.length : row, last);
      case "PageUp": return at(row - PAGE_ROWS, day);
      case "PageDown": return at(row + PAGE_ROWS, day);
      default: return undefined;
    }
  }

  /** @param {KeyboardEvent} event */
  #onPageKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const dialog = document.getElementById("keys");
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("q")?.focus();
    } else if (event.key === "?" && dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
  }

  /** @param {MouseEvent} event */
  #onLink(event) {
    const link = event.target instanceof Element ? event.target.closest("a[href*='#c-']") : null;
    const cell = link && document.getElementById((link.getAttribute("href") ?? "").split("#")[1]);
    if (!cell) return;
    event.preventDefault();
    history.replaceState(null, "", `#${cell.id}`);
    this.#reveal(cell);
  }

  #goToHash() {
    const cell = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
    if (cell) this.#reveal(cell);
  }

  /** @param {HTMLElement} cell */
  #reveal(cell) {
    if (cell.parentElement instanceof HTMLTableRowElement) cell.parentElement.hidden = false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "center", inline: "center" });
  }

  #onFiltered() {
    if (!this.#current?.closest("tr")?.hidden) return;
    this.#rest(this.#rows()[0]?.querySelector("td[data-day]") ?? null);
  }

  /** Rows were replaced: the cell in the tab order is the one of the same place. */
  #onRenewed() {
    if (this.#current && !this.#current.isConnected) this.#rest(document.getElementById(this.#current.id));
  }

  /**
   * @param {"focus" | "pick" | "key"} what
   * @param {EventTarget | null} target
   * @param {object} more
   */
  #tell(what, target, more = {}) {
    const cell = cellOf(target);
    if (!cell) return;
    const { row, day, shift } = cell.dataset;
    const detail = { row: Number(row), day: Number(day), shift, cell, ...more };
    this.dispatchEvent(new CustomEvent(`roster:${what}`, { bubbles: true, detail }));
  }
}

/** @param {EventTarget | null} target */
function cellOf(target) {
  const cell = target instanceof Element ? target.closest("td[data-day]") : null;
  return cell instanceof HTMLTableCellElement ? cell : null;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.closest("input, select, textarea, dialog") !== null;
}

/** @param {number} value @param {number} most */
function clamp(value, most) {
  return Math.max(0, Math.min(value, most));
}

customElements.define("roster-grid", RosterGrid);
