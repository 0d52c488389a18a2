// @ts-check
/** While a slider moves, the number beside its label moves with it. */

document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== "range") return;
  for (const label of target.labels ?? []) {
    const shown = label.querySelector("output");
    if (shown) shown.value = target.value;
  }
});
