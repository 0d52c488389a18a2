"""A comparison for programs and for people: plain values, and a page with figures."""

from collections.abc import Iterator
from html import escape
from math import isnan
from typing import Any

from horarium.engines.simulation.explain import explain_comparison
from horarium.engines.simulation.outcome import (
    Comparison,
    Estimate,
    Figures,
    PracticeResult,
)
from horarium.engines.simulation.pictures import bars, plane

COLUMNS = (
    ("utilisation", "utilisation", 100.0, "%"),
    ("wait_mean_min", "mean wait", 1.0, "min"),
    ("wait_p90_min", "wait, 90 % below", 1.0, "min"),
    ("idle_min", "idle", 1.0, "min"),
    ("overtime_min", "overtime", 1.0, "min"),
    ("seen_per_hour", "seen an hour", 1.0, ""),
    ("no_shows", "no-shows", 1.0, "a day"),
    ("empty_slots", "slots nobody came for", 100.0, "%"),
)
"""Name of the figure, its heading, the factor it is shown with, and its unit."""

HEADLINES = (
    ("mean wait, min", "", "wait_mean_min"),
    ("utilisation", "", "utilisation"),
    ("no-show impact: slots nobody came for", "", "empty_slots"),
    ("patients seen an hour", "", "seen_per_hour"),
    ("mean wait of emergencies, min", "emergency", "wait_mean_min"),
    ("emergencies within target", "emergency", "in_target"),
)
"""What it is, of which class (empty: of all), and the name of the figure."""

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;"
    "padding:0 1rem;color:#1c2430}table{border-collapse:collapse;margin:1rem 0}"
    "th,td{padding:.3rem .7rem;text-align:right;border-bottom:1px solid #d5dae1}"
    "th:first-child,td:first-child{text-align:left}small{color:#4c5665}"
    "td{white-space:nowrap}.wide{overflow-x:auto}"
    "figure{margin:1.5rem 0}svg{width:45rem;height:auto}"
)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Plain values; a figure is ``{"value", "low", "high"}``, ``None`` where nobody was."""
    return {
        "scenario": comparison.scenario,
        "n_replications": comparison.n_replications,
        "confidence": comparison.confidence,
        "traditional_vs_proposed": headline(comparison),
        "policies": [_policy(one) for one in comparison.results],
        "in_words": list(explain_comparison(comparison)),
    }


def headline(comparison: Comparison) -> list[dict[str, Any]]:
    """The first policy against the last, the figures that a clinic asks for first."""
    first, last = comparison.results[0], comparison.results[-1]
    rows = []
    for what, of_class, name in HEADLINES:
        if of_class and of_class not in first.by_class:
            continue
        figures = {
            "traditional": first.by_class[of_class] if of_class else first.overall,
            "proposed": last.by_class[of_class] if of_class else last.overall,
            "difference": last.against_first_by_class[of_class]
            if of_class
            else last.against_first,
        }
        told = {key: _figure_of(one[name]) for key, one in figures.items()}
        rows.append({"what": what} | told)
    return rows


def as_html(comparison: Comparison) -> str:
    """One page that needs nothing else: words, tables, and figures as inline SVG."""
    body = "".join(_body(comparison))
    title = escape(f"Policies compared: {comparison.scenario}")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>{body}</main>"
        f"</body></html>\n"
    )


def shown(estimate: Estimate, scale: float = 1.0) -> str:
    """The value with its half-width, a dash where nobody was."""
    if isnan(estimate.value):
        return "–"
    if isnan(estimate.half_width):
        return f"{scale * estimate.value:.1f}"
    return f"{scale * estimate.value:.1f} ± {scale * estimate.half_width:.1f}"


def _policy(result: PracticeResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "overall": _figures(result.overall),
        "by_class": {name: _figures(one) for name, one in result.by_class.items()},
        "by_risk": {name: _figures(one) for name, one in result.by_risk.items()},
        "against_first": _figures(result.against_first),
        "against_first_by_class": {
            name: _figures(one) for name, one in result.against_first_by_class.items()
        },
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {name: _figure_of(one) for name, one in figures.items()}


def _figure_of(one: Estimate) -> dict[str, float | None]:
    ends = {"value": one.value, "low": one.low, "high": one.high}
    return {name: _number(value) for name, value in ends.items()}


def _number(value: float) -> float | None:
    return None if isnan(value) else round(value, 6)


def _body(comparison: Comparison) -> Iterator[str]:
    for sentence in explain_comparison(comparison):
        yield f"<p>{escape(sentence)}</p>"
    yield _overall_table(comparison)
    utilisations = [one.overall["utilisation"] for one in comparison.results]
    waits = [one.overall["wait_mean_min"] for one in comparison.results]
    names = [one.name for one in comparison.results]
    yield _figure(
        plane(names, waits, utilisations),
        "Mean wait in minutes (across) against utilisation (up); bars are intervals.",
    )
    for scope, word in (("by_class", "class"), ("by_risk", "risk group")):
        yield f"<h2>Waits by {word}, minutes</h2>"
        groups = list(getattr(comparison.results[0], scope))
        rows = {
            name: [
                getattr(one, scope)[name]["wait_mean_min"] for one in comparison.results
            ]
            for name in groups
        }
        yield _wait_table(names, rows)
        yield _figure(bars(names, rows), f"Mean wait by {word}, minutes.")


def _overall_table(comparison: Comparison) -> str:
    heads = "".join(
        f'<th scope="col">{escape(head)} <small>{escape(unit)}</small></th>'
        for _, head, _, unit in COLUMNS
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(one.name)}</th>'
        + "".join(
            f"<td>{shown(one.overall[name], scale)}</td>"
            for name, _, scale, _ in COLUMNS
        )
        + "</tr>"
        for one in comparison.results
    )
    head = f'<thead><tr><th scope="col">policy</th>{heads}</tr></thead>'
    return _wide(f"<table>{head}<tbody>{rows}</tbody></table>", "Policies compared")


def _wait_table(names: list[str], rows: dict[str, list[Estimate]]) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{escape(group)}</th>'
        + "".join(f"<td>{shown(one)}</td>" for one in waits)
        + "</tr>"
        for group, waits in rows.items()
    )
    head = f"<thead><tr><td></td>{heads}</tr></thead>"
    return _wide(f"<table>{head}<tbody>{body}</tbody></table>", "Waits")


def _figure(svg: str, caption: str) -> str:
    caption = escape(caption)
    return f"<figure>{_wide(svg, caption)}<figcaption>{caption}</figcaption></figure>"


def _wide(content: str, name: str) -> str:
    """What may be wider than a phone, moved sideways by itself."""
    return f'<div class="wide" role="group" aria-label="{name}" tabindex="0">{content}</div>'
