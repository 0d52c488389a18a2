// @ts-check
/**
 * Picking a cell up and putting it down elsewhere: by pointer, by Enter, by two taps.
 *
 * While something is held, every cell it may change places with shows what that costs, or
 * that it would break a rule. The drop itself is judged by the server like any other edit.
 */

const STARTS_PX = 5;

/** @typedef {{row: number, on: string, price: number, why: string}} Target */

class Drag {
  /** @type {HTMLTableCellElement | null} */ #held = null;
  /** @type {{x: number, y: number, cell: HTMLTableCellElement} | null} */ #pressed = null;
  /** @type {HTMLElement | null} */ #ghost = null;
  #asked = 0;

  /** @param {HTMLElement} grid @param {any} editor */
  constructor(grid, editor) {
    this.grid = grid;
    this.editor = editor;
    grid.addEventListener("pointerdown", (event) => this.#onDown(event));
    document.addEventListener("pointermove", (event) => this.#onMove(event));
    document.addEventListener("pointerup", (event) => this.#onUp(event));
    document.addEventListener("pointercancel", () => this.#let("Let go."));
    grid.addEventListener("click", (event) => this.#onTap(event));
    document.addEventListener("roster:pick", (event) => this.#onPick(/** @type {any} */ (event).detail.cell));
    document.addEventListener("roster:focus", (event) => this.#tell(/** @type {any} */ (event).detail.cell));
    document.addEventListener("roster:edited", () => this.#let(""));
    document.addEventListener("roster:renewed", () => this.#renew());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#held) this.#let("Let go; nothing is changed.");
    });
  }

  /** @param {PointerEvent} event */
  #onDown(event) {
    const cell = cellAt(event.target);
    if (!cell || event.button !== 0 || event.pointerType === "touch" || !cell.dataset.shift) return;
    this.#pressed = { x: event.clientX, y: event.clientY, cell };
  }

  /** @param {PointerEvent} event */
  #onMove(event) {
    const from = this.#pressed;
    if (!from) return;
    if (!this.#ghost) {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) < STARTS_PX) return;
      this.#hold(from.cell);
      this.#ghost = /** @type {HTMLElement} */ (from.cell.querySelector(".chip")?.cloneNode(true));
      this.#ghost?.classList.add("ghost");
      if (this.#ghost) this.grid.append(this.#ghost);
    }
    if (this.#ghost) this.#ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
    const over = cellAt(document.elementFromPoint(event.clientX, event.clientY));
    this.grid.querySelector("td.over")?.classList.remove("over");
    over?.classList.add("over");
  }

  /** @param {PointerEvent} event */
  #onUp(event) {
    const dragged = this.#ghost !== null;
    this.#pressed = null;
    this.#ghost?.remove();
    this.#ghost = null;
    this.grid.querySelector("td.over")?.classList.remove("over");
    if (!dragged) return;
    const cell = cellAt(document.elementFromPoint(event.clientX, event.clientY));
    if (cell) this.#drop(cell);
    else this.#let("Let go; nothing is changed.");
  }

  /** @param {MouseEvent} event */
  #onTap(event) {
    const cell = cellAt(event.target);
    const isTouch = event instanceof PointerEvent && event.pointerType === "touch";
    if (cell && isTouch) this.#onPick(cell);
  }

  /** @param {HTMLTableCellElement} cell */
  #onPick(cell) {
    if (this.#held) this.#drop(cell);
    else this.#hold(cell);
  }

  /** @param {HTMLTableCellElement} cell */
  async #hold(cell) {
    this.#let("");
    this.#held = cell;
    cell.classList.add("held");
    const { row, day } = placeOf(cell);
    const asked = ++this.#asked;
    this.editor.say(`Picked up: ${cell.getAttribute("aria-label")}. Enter puts it down, Escape lets go.`);
    const address = new URL(this.editor.dataset.targets, location.href);
    address.searchParams.set("person", this.editor.codeOf(row));
    address.searchParams.set("on", this.editor.dateOf(day));
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || asked !== this.#asked || !this.#held) return;
    this.#show(await answer.json());
  }

  /** @param {Target[]} targets */
  #show(targets) {
    const first = Date.parse(this.editor.dataset.first);
    for (const { row, on, price, why } of targets) {
      const day = Math.round((Date.parse(on) - first) / 86_400_000);
      const cell = document.getElementById(`c-${row}-${day}`);
      if (!cell) continue;
      cell.classList.add("target", why ? "illegal" : "legal");
      cell.dataset.price = why ? "×" : price > 0 ? `+${price}` : `${price || "✓"}`;
      cell.dataset.why = why || `legal, penalty ${price > 0 ? "+" : ""}${price}`;
      cell.title = cell.dataset.why;
    }
  }

  /** @param {HTMLTableCellElement} cell what a screen reader hears of the cell under the focus */
  #tell(cell) {
    if (this.#held && cell.dataset.why) this.editor.say(`${cell.getAttribute("aria-label")}: ${cell.dataset.why}`);
  }

  /** @param {HTMLTableCellElement} cell */
  #drop(cell) {
    const held = this.#held;
    if (!held) return;
    if (cell === held) return this.#let("Let go; nothing is changed.");
    const from = placeOf(held);
    const to = placeOf(cell);
    const action = held.dataset.shift && !cell.dataset.shift ? "give" : "swap";
    this.#let("");
    cell.focus({ preventScroll: true });
    this.editor.edit({ action, ...from, otherRow: to.row, otherDay: to.day });
  }

  /** Others changed rows: what is held is held still, unless it is what they changed. */
  #renew() {
    const held = this.#held;
    const cell = held && document.getElementById(held.id);
    if (!held) return;
    if (cell instanceof HTMLTableCellElement && cell.dataset.shift === held.dataset.shift) this.#hold(cell);
    else this.#let("Let go: somebody else has changed this cell.");
  }

  /** @param {string} words */
  #let(words) {
    this.#asked++;
    this.#held?.classList.remove("held");
    this.#held = null;
    for (const cell of this.grid.querySelectorAll("td.target")) {
      cell.classList.remove("target", "legal", "illegal");
      if (!(cell instanceof HTMLElement)) continue;
      delete cell.dataset.price;
      delete cell.dataset.why;
      cell.removeAttribute("title");
    }
    if (words) this.editor.say(words);
  }
}

/** @param {EventTarget | null} target */
function cellAt(target) {
  const cell = target instanceof Element ? target.closest("td[data-day]") : null;
  return cell instanceof HTMLTableCellElement ? cell : null;
}

/** @param {HTMLTableCellElement} cell */
function placeOf(cell) {
  return { row: Number(cell.dataset.row), day: Number(cell.dataset.day) };
}

const grid = document.querySelector("roster-grid");
const editor = document.querySelector("roster-editor");
if (grid instanceof HTMLElement && editor) new Drag(grid, editor);
