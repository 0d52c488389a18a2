// @ts-check
/**
 * `<live-board>`: a live part that flashes a new call and keeps the clock going.
 *
 * Load live.js before. Nothing is imported: an import would name a file without the hash
 * of its content, and a browser might keep an old one.
 */

const LivePart = /** @type {typeof import("./live.js").LivePart} */ (
  customElements.get("live-part")
);

const FLASH_MS = 8_000;

class LiveBoard extends LivePart {
  /** @type {Map<string, string>} */ #calls = new Map();
  /** @type {number | undefined} */ #clock;

  connectedCallback() {
    super.connectedCallback();
    this.#calls = this.#read();
    this.#tick();
    this.#clock = setInterval(() => this.#tick(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  updated() {
    const before = this.#calls;
    this.#calls = this.#read();
    for (const room of this.querySelectorAll(".room")) {
      const { name, number } = callOf(room);
      if (number && before.get(name) !== number) {
        room.classList.add("new");
        setTimeout(() => room.classList.remove("new"), FLASH_MS);
      }
    }
  }

  #read() {
    const rooms = [...this.querySelectorAll(".room")].map(callOf);
    return new Map(rooms.map(({ name, number }) => [name, number]));
  }

  #tick() {
    const clock = document.querySelector("[data-clock]");
    if (!(clock instanceof HTMLTimeElement)) return;
    const now = new Date();
    clock.dateTime = now.toISOString();
    clock.textContent = now.toLocaleTimeString("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: clock.dataset.zone || undefined,
    });
  }
}

/** @param {Element} room */
function callOf(room) {
  return {
    name: room.querySelector("h2")?.textContent ?? "",
    number: room.querySelector(".now .number")?.textContent ?? "",
  };
}

customElements.define("live-board", LiveBoard);
