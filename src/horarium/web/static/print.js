// @ts-check
/** Buttons with `data-print` show themselves where a script can print, and do. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => print());
}
