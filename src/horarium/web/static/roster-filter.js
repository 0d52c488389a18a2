// @ts-check
/**
 * `<roster-filter>`: hides rows of the roster as you type, and keeps the address true.
 *
 * The server sends every row and hides those its own filter leaves out, by the same rule:
 * each word of the query is part of the name, grade or site.
 */

const FILTERS = ["q", "site", "problems"];

class RosterFilter extends HTMLElement {
  #abort = new AbortController();

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("input", () => this.#filter(), { signal });
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#filter();
    }, { signal });
    // What was typed before this script arrived has sent no event to it.
    const form = this.querySelector("form");
    if (form && !isInAddress(new FormData(form))) this.#filter();
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  #filter() {
    const form = this.querySelector("form");
    const grid = document.querySelector("roster-grid");
    if (!form || !grid) return;
    const asked = new FormData(form);
    let shown = 0;
    for (const row of grid.querySelectorAll("tbody:first-of-type tr")) {
      if (!(row instanceof HTMLTableRowElement)) continue;
      row.hidden = !fits(row.dataset, asked);
      shown += row.hidden ? 0 : 1;
    }
    this.#say(shown);
    keepInAddress(asked);
    grid.dispatchEvent(new CustomEvent("roster:filtered"));
  }

  /** @param {number} shown */
  #say(shown) {
    const found = document.getElementById("found");
    if (!found) return;
    const { none = "", some = "" } = found.dataset;
    found.textContent = shown ? some.replace("{n}", String(shown)) : none;
    found.classList.toggle("none", shown === 0);
  }
}

/** @param {DOMStringMap} row @param {FormData} asked */
function fits({ find = "", site, problems }, asked) {
  const words = String(asked.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const wantedSite = asked.get("site") || site;
  return (
    words.every((word) => find.includes(word)) &&
    wantedSite === site &&
    (problems !== undefined || !asked.has("problems"))
  );
}

/** @param {FormData} asked */
function isInAddress(asked) {
  const address = new URLSearchParams(location.search);
  return FILTERS.every((name) => (asked.get(name) ?? "") === (address.get(name) ?? ""));
}

/** @param {FormData} asked */
function keepInAddress(asked) {
  const query = new URLSearchParams();
  for (const [name, value] of asked) if (value) query.set(name, String(value));
  history.replaceState(null, "", `${location.pathname}?${query}`);
}

customElements.define("roster-filter", RosterFilter);
