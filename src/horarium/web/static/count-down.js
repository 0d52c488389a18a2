// @ts-check
/** `<count-down data-until>`: the time left, each second, and when it is over. */

const SECOND_MS = 1000;

class CountDown extends HTMLElement {
  /** @type {number | undefined} */ #ticking;

  connectedCallback() {
    this.#tick();
    this.#ticking = setInterval(() => this.#tick(), SECOND_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#ticking);
  }

  #tick() {
    const { until = "", left = "{left}", over = "" } = this.dataset;
    const seconds = Math.ceil((Date.parse(until) - Date.now()) / SECOND_MS);
    if (seconds > 0) {
      const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      this.textContent = left.replace("{left}", clock);
      return;
    }
    clearInterval(this.#ticking);
    this.dataset.state = "over";
    this.textContent = over;
  }
}

customElements.define("count-down", CountDown);
