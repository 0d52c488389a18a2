// @ts-check
/**
 * `<live-board>`: a live part that flashes and chimes at a new call and keeps the clock going.
 *
 * Browsers keep silent until somebody has touched the page, so the chime has a button; its
 * state is kept on the device.
 *
 * Load live.js before. Nothing is imported: an import would name a file without the hash
 * of its content, and a browser might keep an old one.
 */

const LivePart = /** @type {typeof import("./live.js").LivePart} */ (
  customElements.get("live-part")
);

const FLASH_MS = 8_000;
const CHIME_KEY = "chime";
/** Two falling tones: their pitch in Hz and when they begin, in seconds. */
const CHIME = [
  { pitch: 880, at: 0 },
  { pitch: 659.3, at: 0.35 },
];
const TONE_S = 0.9;
const LOUDNESS = 0.4;

class LiveBoard extends LivePart {
  /** @type {Map<string, string>} */ #calls = new Map();
  /** @type {number | undefined} */ #clock;
  /** @type {AudioContext | undefined} */ #audio;

  connectedCallback() {
    super.connectedCallback();
    this.#calls = this.#read();
    this.#tick();
    this.#clock = setInterval(() => this.#tick(), 1000);
    this.#offerChime();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  updated() {
    const before = this.#calls;
    this.#calls = this.#read();
    let isNew = false;
    for (const room of this.querySelectorAll(".room")) {
      const { name, number } = callOf(room);
      if (number && before.get(name) !== number) {
        isNew = true;
        room.classList.add("new");
        setTimeout(() => room.classList.remove("new"), FLASH_MS);
      }
    }
    if (isNew) this.#chime();
  }

  #offerChime() {
    const button = document.querySelector("[data-sound]");
    if (!(button instanceof HTMLButtonElement)) return;
    button.hidden = false;
    const turn = (/** @type {boolean} */ isOn) => {
      button.setAttribute("aria-pressed", String(isOn));
      localStorage.setItem(CHIME_KEY, isOn ? "on" : "off");
      this.#audio = isOn ? (this.#audio ?? new AudioContext()) : undefined;
    };
    button.addEventListener("click", () => {
      turn(button.getAttribute("aria-pressed") !== "true");
      this.#chime();
    });
    turn(localStorage.getItem(CHIME_KEY) === "on");
  }

  async #chime() {
    const audio = this.#audio;
    if (!audio) return;
    if (audio.state === "suspended") await audio.resume();
    for (const { pitch, at } of CHIME) {
      const start = audio.currentTime + at;
      const tone = new OscillatorNode(audio, { frequency: pitch });
      const volume = new GainNode(audio, { gain: LOUDNESS });
      volume.gain.setValueAtTime(LOUDNESS, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_S);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + TONE_S);
    }
    this.dispatchEvent(new CustomEvent("board:chime", { bubbles: true }));
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

/**
 * Which room calls whom, and for which time: who is called again is a new call.
 *
 * @param {Element} room
 */
function callOf(room) {
  const number = room.querySelector(".now .number");
  const recalls = number instanceof HTMLElement ? number.dataset.recalls : "";
  return {
    name: room.querySelector("h2")?.textContent ?? "",
    number: number ? `${number.textContent} ${recalls}` : "",
  };
}

customElements.define("live-board", LiveBoard);
