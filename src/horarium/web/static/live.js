// @ts-check
/**
 * `<live-part data-live="/events">`: a part of the page that follows the server.
 *
 * Each message of the stream (event `state`, or no event name) is the whole content as
 * HTML, so a reconnect needs no replay; `beat` only says that the server is there. After
 * ten seconds without either the part says since when it is old. Where no stream comes
 * through, the same address is asked for the present state every few seconds.
 */

const OLD_AFTER_MS = 10_000;
const RETRY_MS = 2_000;
const MOST_RETRY_MS = 15_000;
const POLL_MS = 4_000;
/** Who polls tries the stream again now and then: it costs the server less. */
const STREAM_AGAIN_MS = 60_000;

export class LivePart extends HTMLElement {
  /** @type {EventSource | null} */ #source = null;
  /** @type {number} */ #heardAt = Date.now();
  /** @type {number} */ #openedAt = 0;
  /** @type {number} */ #retryMs = RETRY_MS;
  /** @type {number | undefined} */ #watch;
  /** @type {number | undefined} */ #retry;
  /** @type {number | undefined} */ #poll;
  /** @type {string | null} */ #held = null;
  /** @type {string} */ #shown = "";
  #isPressed = false;
  #banner = document.createElement("p");
  #voice = document.createElement("p");
  #abort = new AbortController();

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#banner.className = "stale";
    this.#banner.hidden = true;
    this.#banner.setAttribute("role", "status");
    this.#voice.className = "visually-hidden";
    this.#voice.setAttribute("role", "status");
    this.before(this.#banner);
    this.after(this.#voice);
    this.#watch = setInterval(() => this.#check(), 1000);
    this.addEventListener("pointerdown", () => (this.#isPressed = true), { signal });
    addEventListener("pointerup", () => setTimeout(() => this.#release()), { signal });
    addEventListener("pointercancel", () => this.#release(), { signal });
    document.addEventListener("visibilitychange", () => this.#wake(), { signal });
    addEventListener("online", () => this.#open(), { signal });
    addEventListener("pagehide", () => this.#leave(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#open(), { signal });
    this.#heardAt = Date.now();
    this.#open();
  }

  disconnectedCallback() {
    this.#abort.abort();
    clearInterval(this.#watch);
    this.#leave();
    this.#banner.remove();
    this.#voice.remove();
  }

  /** Called after new content is in place. */
  updated() {}

  #open() {
    this.#close();
    const url = this.dataset.live;
    if (!url) return;
    this.#openedAt = Date.now();
    if (!("EventSource" in window)) {
      this.#pollInstead();
      return;
    }
    const source = new EventSource(url);
    this.#source = source;
    const onState = (/** @type {MessageEvent<string>} */ event) => {
      this.#heard();
      this.#take(event.data);
    };
    source.addEventListener("message", onState);
    source.addEventListener("state", onState);
    source.addEventListener("beat", () => this.#heard());
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      this.#openLater();
      this.#pollInstead();
    });
  }

  /** Until the stream says something again. */
  #pollInstead() {
    if (this.#poll !== undefined) return;
    this.#poll = setInterval(() => void this.#ask(), POLL_MS);
    void this.#ask();
  }

  #stopPolling() {
    clearInterval(this.#poll);
    this.#poll = undefined;
  }

  async #ask() {
    const url = this.dataset.live;
    if (!url || document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(url, {
        headers: { Accept: "text/html" },
        cache: "no-store",
        signal: AbortSignal.timeout(OLD_AFTER_MS),
      });
      // A redirect leads to the sign-in page, which is no part of this one.
      if (!answer.ok || answer.redirected) return;
      const html = await answer.text();
      if (this.#poll === undefined) return;
      this.#heardAt = Date.now();
      this.#check();
      this.#take(html);
    } catch {
      // Nothing was heard; the banner says so in time.
    }
  }

  #openLater() {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, MOST_RETRY_MS);
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #leave() {
    this.#stopPolling();
    this.#close();
  }

  #wake() {
    if (document.visibilityState !== "visible") return;
    if (Date.now() - this.#heardAt > OLD_AFTER_MS) this.#open();
    this.#check();
  }

  #heard() {
    this.#heardAt = Date.now();
    this.#retryMs = RETRY_MS;
    this.#stopPolling();
    this.#check();
  }

  #check() {
    const now = Date.now();
    const isOld = now - this.#heardAt > OLD_AFTER_MS;
    // A silent but open stream is a dead one: the server beats every five seconds.
    if (isOld && now - this.#openedAt > OLD_AFTER_MS) {
      this.#open();
      this.#pollInstead();
    } else if (this.#poll !== undefined && now - this.#openedAt > STREAM_AGAIN_MS) {
      this.#open();
    }
    this.toggleAttribute("data-old", isOld);
    if (this.#banner.hidden !== isOld) return;
    const text = this.dataset.stale ?? "{time}";
    this.#banner.textContent = isOld ? text.replace("{time}", this.#time()) : "";
    this.#banner.hidden = !isOld;
  }

  #time() {
    return new Date(this.#heardAt).toLocaleTimeString("en-GB", {
      timeZone: this.dataset.zone || undefined,
    });
  }

  /** @param {string} html */
  #take(html) {
    if (html === this.#shown) return;
    // A button that is being pressed must not vanish under the finger.
    if (this.#isPressed) this.#held = html;
    else this.#swap(html);
  }

  #release() {
    this.#isPressed = false;
    if (this.#held !== null) this.#swap(this.#held);
    this.#held = null;
  }

  /** @param {string} html */
  #swap(html) {
    const active = document.activeElement;
    const focused = active && this.contains(active) ? active.id : "";
    this.innerHTML = html;
    this.#shown = html;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const htmx = /** @type {any} */ (window).htmx;
    if (htmx) htmx.process(this);
    this.#say();
    this.updated();
  }

  #say() {
    const words = [...this.querySelectorAll("[data-say]")]
      .map((element) => element.textContent?.trim().replace(/\s+/g, " "))
      .join(", ");
    if (this.#voice.textContent !== words) this.#voice.textContent = words;
  }
}

// The button that was pressed is often gone: the keys go on from what came of it, not from
// its successor, which a key pressed twice would press as well.
document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement !== document.body) return;
  /** @type {HTMLElement | null} */
  const goesOn = document.querySelector("[data-goes-on]");
  goesOn?.focus({ preventScroll: true });
});

customElements.define("live-part", LivePart);
