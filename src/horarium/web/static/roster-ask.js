// @ts-check
/**
 * Questions beside the roster: what the links of `nav[data-asks]` lead to opens in a
 * drawer instead, and so does *why* for the cell in focus (Alt+Enter). The drawer shows
 * the content of the very pages that open without it; its forms post to the same places.
 */

const DAY_MS = 86_400_000;

const nav = document.querySelector("nav[data-asks]");
const drawer = document.querySelector("dialog#asking");

/** @param {string} url @param {RequestInit} [how] */
async function open(url, how) {
  if (!(drawer instanceof HTMLDialogElement)) return;
  const body = drawer.querySelector(".asked");
  if (!body) return;
  drawer.setAttribute("aria-busy", "true");
  if (!drawer.open) drawer.show();
  try {
    const answer = await fetch(url, { credentials: "same-origin", ...how });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    body.replaceChildren(...(page.querySelector("main")?.childNodes ?? []));
    const first = body.querySelector("[aria-invalid], #answer-title, h1");
    if (first instanceof HTMLElement) {
      first.tabIndex = -1;
      first.focus();
    }
  } catch {
    location.assign(url);
  } finally {
    drawer.removeAttribute("aria-busy");
  }
}

/** @param {Element} cell */
function whyOf(cell) {
  if (!(nav instanceof HTMLElement)) return;
  const person = cell.closest("tr")?.dataset.person ?? "";
  const day = Number(cell.getAttribute("data-day"));
  const on = new Date(Date.parse(nav.dataset.first ?? "") + day * DAY_MS);
  const asked = new URLSearchParams({ person, on: on.toISOString().slice(0, 10) });
  open(`${nav.dataset.asks}/why?${asked}`);
}

nav?.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a[data-drawer]");
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open(link.href);
});

drawer?.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method === "dialog") return;
  event.preventDefault();
  const typed = new URLSearchParams();
  for (const [name, value] of new FormData(form)) typed.append(name, String(value));
  const isGet = form.method === "get";
  open(isGet ? `${form.action}?${typed}` : form.action, isGet ? {} : { method: "POST", body: typed });
});

document.addEventListener(
  "keydown",
  (event) => {
    const cell = event.target instanceof Element && event.target.closest("td[data-day]");
    if (cell && event.altKey && event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      whyOf(cell);
    } else if (event.key === "Escape" && drawer?.contains(document.activeElement)) {
      if (drawer instanceof HTMLDialogElement) drawer.close();
    }
  },
  { capture: true },
);
