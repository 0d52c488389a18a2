"""The card of a data set: what was asked, what came out, where the numbers are from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from math import isnan, sqrt
from typing import Any

from horarium.engines.synth.plan import DataSetPlan
from horarium.engines.synth.tally import Tally

PER_MILLE = 1000
_TABLES = {
    "sites": "places with clinics",
    "practitioners": "who holds them, of which service, at which site",
    "sessions": "stretches of clinic that were held",
    "slots": "bookable time",
    "appointments": "every booking known at the reference day, and whoever just came",
    "patients": "everybody with an appointment",
    "events": "what happened to each appointment, with instants",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One statistic, as asked for (None where nothing was) and as it came out.

    ``tolerance`` is how far apart the two may be, in the same unit.
    """

    what: str
    requested: float | None
    achieved: float
    unit: str = ""
    tolerance: float = 0.005

    @property
    def holds(self) -> bool:
        """Whether what came out is near enough to what was asked for."""
        if self.requested is None:
            return True
        return abs(self.achieved - self.requested) <= self.tolerance + 1e-9


def lines(plan: DataSetPlan, tally: Tally) -> tuple[Line, ...]:
    """What was asked of the data set beside what it has; nothing of which there is none.

    The tolerance of a share is at least three standard errors of as many rows.
    """
    clinic = plan.kind.clinic
    rates, booking = clinic.rates, clinic.booking
    share = partial(_share, tally)
    found = (
        share("slots held", booking.fill_rate, "past slot", "held"),
        share("attended", rates.attended, "status", "attended"),
        share("cancelled", rates.cancelled, "status", "cancelled"),
        share("did not attend", rates.no_show, "status", "did not attend"),
        share("unknown", rates.unknown, "status", "unknown"),
        Line(
            "median lead time",
            booking.median_lead_days,
            tally.median("lead days"),
            "days",
            tolerance=0.0 if tally.n("lead days") > _MANY else 2.0,
        ),
        share(
            "first attendances",
            clinic.population.first_attendance,
            "attendance",
            "first",
        ),
        share("women", _women(plan), "sex", "Female"),
        share("early or on time", None, "punctuality", "early"),
        Line("mean wait", None, tally.mean("wait minutes"), "min"),
        share("by telephone or video", telehealth_share(plan), "modality", "VR"),
        Line("AUC of the true chances", None, auc_of_truth(tally), "AUC"),
    )
    return tuple(line for line in found if not isnan(line.achieved))


_MANY = 5000
_SPREAD = {"first attendances": 0.01, "women": 0.01, "by telephone or video": 0.05}
"""Shares that differ by more than chance: patients come again, services differ."""


def _share(
    tally: Tally, what: str, wanted: float | None, family: str, name: str
) -> Line:
    p, n = wanted or 0.0, max(1, tally.n(family))
    by_chance = 3 * sqrt(p * (1 - p) / n)
    tolerance = max(by_chance, _SPREAD.get(what, 0.005))
    return Line(what, wanted, tally.share(family, name), tolerance=tolerance)


def telehealth_share(plan: DataSetPlan) -> float:
    """The share of booked appointments that should be by telephone or video."""
    services = plan.kind.traits.services
    total = sum(service.weight for service in services)
    return sum(
        service.weight
        / total
        * sum(kind.share * kind.telehealth for kind in service.types)
        / sum(kind.share for kind in service.types)
        for service in services
    )


def auc_of_truth(tally: Tally) -> float:
    """How well the true chances tell who stays away: the area under the ROC curve.

    From counts of true chances in thousandths; pairs in the same thousandth count half.
    """
    missed, came = tally.family("chance of missed"), tally.family("chance of came")
    n_missed, n_came = sum(missed.values()), sum(came.values())
    if not n_missed or not n_came:
        return float("nan")
    below, better = 0, 0.0
    for cell in map(str, range(PER_MILLE + 1)):
        n = came.get(cell, 0)
        better += missed.get(cell, 0) * (below + n / 2)
        below += n
    return better / (n_missed * n_came)


def card_data(
    plan: DataSetPlan, tally: Tally, files: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The card as data: plan, rows, statistics, sources, every file with its SHA-256."""
    return {
        "plan": plan.as_dict(),
        "title": plan.kind.title,
        "time_zone": plan.kind.traits.time_zone,
        "rows": dict(tally.family("rows")),
        "statistics": [
            asdict(line) | {"achieved": round(line.achieved, 6), "holds": line.holds}
            for line in lines(plan, tally)
        ],
        "sources": [asdict(source) for source in plan.kind.sources],
        "files": list(files),
    }


def card_json(data: Mapping[str, Any]) -> bytes:
    """The card as JSON."""
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def card_text(data: Mapping[str, Any]) -> bytes:
    """The card as Markdown, for people."""
    plan = data["plan"]
    text = [
        f"# {data['title']}: synthetic data",
        "",
        "Nobody in these tables exists. They were invented by Horarium "
        f"{plan['version']} with",
        "",
        f"    horarium synth generate --preset {plan['preset']} --clinics "
        f"{plan['clinics']} --from {plan['first_day']} --until {plan['last_day']} "
        f"--reference {plan['reference']} --seed {plan['seed']} --signal {plan['signal']} "
        f"--format {plan['format']}{'' if plan['events'] else ' --no-events'} --out ...",
        "",
        f"Clocks are those of {data['time_zone']}; what lies on or after "
        f"{plan['reference']} is the future.",
        "",
        "## Tables",
        "",
        *_rows(("table", "rows", "what")),
        *_rows(
            *(
                (name, f"{n:,}", _TABLES.get(name, ""))
                for name, n in data["rows"].items()
            ),
            is_head=False,
        ),
        "",
        "## Asked and achieved",
        "",
        *_rows(("statistic", "asked", "achieved")),
        *_rows(
            *(
                (
                    one["what"],
                    _number(one["requested"], one["unit"]),
                    _number(one["achieved"], one["unit"]),
                )
                for one in data["statistics"]
            ),
            is_head=False,
        ),
        "",
        "## Sources",
        "",
        *_rows(("number", "value", "source")),
        *_rows(
            *((one["what"], one["value"], one["says"]) for one in data["sources"]),
            is_head=False,
        ),
        "",
        "Every file with its rows and SHA-256 is in `dataset.json`.",
        "",
    ]
    return "\n".join(text).encode()


def _women(plan: DataSetPlan) -> float:
    cells = plan.kind.clinic.population.within()
    return sum(cell.share for cell in cells if cell.sex == "female")


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if unit == "AUC":
        return f"{value:.3f}"
    return f"{value:.1f} {unit}" if unit else f"{value:.2%}"


def _rows(*rows: Sequence[str], is_head: bool = True) -> list[str]:
    lines_ = ["| " + " | ".join(row) + " |" for row in rows]
    return [*lines_, "|" + " --- |" * len(rows[0])] if is_head else lines_
