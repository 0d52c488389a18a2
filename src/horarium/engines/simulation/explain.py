"""Comparisons in words, each backed by a computed figure."""

from collections.abc import Iterator

from horarium.engines.simulation.outcome import Comparison, Estimate, PracticeResult

_SAID = {
    "utilisation": ("utilisation", 100.0, "points"),
    "wait_mean_min": ("mean wait", 1.0, "min"),
    "idle_min": ("idle time", 1.0, "min"),
    "overtime_min": ("overtime", 1.0, "min"),
    "seen_per_hour": ("patients seen an hour", 1.0, ""),
}


def explain_comparison(comparison: Comparison) -> tuple[str, ...]:
    """A sentence on how it was compared, then one for each further practice.

    A difference is called one only when its interval does not reach 0.
    """
    first, *others = comparison.results
    opening = (
        f"Every policy lived through the same {comparison.n_replications} days of "
        f"{comparison.scenario}; differences are from {first.name}, with "
        f"{comparison.confidence:.0%} intervals."
    )
    return (opening, *(_against(one) for one in others))


def _against(result: PracticeResult) -> str:
    changes = list(_changes(result))
    if not changes:
        return f"{result.name}: no difference that these days can show."
    return f"{result.name}: {', '.join(changes)}."


def _changes(result: PracticeResult) -> Iterator[str]:
    for name, (word, scale, unit) in _SAID.items():
        change = result.against_first[name]
        if is_clear(change):
            amount = f"{scale * change.value:+.1f} ± {scale * change.half_width:.1f}"
            yield f"{word} {amount} {unit}".rstrip()


def is_clear(change: Estimate) -> bool:
    """Whether the interval of a difference leaves 0 out."""
    return change.low > 0 or change.high < 0
