// @ts-check
/** The switch between light, dark and the system's own; the cookie tells the server. */

const YEAR_S = 31536000;
const THEMES = ["light", "dark", "system"];

/** @returns {string} what the cookie says */
function remembered() {
  const found = document.cookie.match(/(?:^|; )theme=(\w+)/)?.[1] ?? "system";
  return THEMES.includes(found) ? found : "system";
}

/** @param {string} theme */
function show(theme) {
  const root = document.documentElement;
  if (theme === "system") root.removeAttribute("data-theme");
  else root.dataset.theme = theme;
  for (const radio of document.querySelectorAll("[data-theme-switch] input")) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === theme;
  }
}

document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (!target.closest("[data-theme-switch]")) return;
  document.cookie = `theme=${target.value}; path=/; max-age=${YEAR_S}; samesite=lax`;
  show(target.value);
});

// A page kept by the browser may be older than the last choice.
addEventListener("pageshow", () => show(remembered()));

for (const control of document.querySelectorAll("[data-theme-switch]")) {
  control.removeAttribute("hidden");
}
show(remembered());
