// @ts-check
/**
 * `<draft-news>`: a live part without content of its own. Its stream says at which version
 * the draft is, and the editor around it fetches what it has not seen.
 *
 * Load live.js before, as live-board.js does.
 */

const LivePart = /** @type {typeof import("./live.js").LivePart} */ (
  customElements.get("live-part")
);

class DraftNews extends LivePart {
  updated() {
    const mark = this.querySelector("[data-version]");
    const editor = /** @type {any} */ (this.closest("roster-editor"));
    if (mark instanceof HTMLElement) editor?.hear(Number(mark.dataset.version));
  }
}

customElements.define("draft-news", DraftNews);
