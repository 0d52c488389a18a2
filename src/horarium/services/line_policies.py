"""The clinic's own rules for its lines: classes, targets, calls, grace, coverage."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from horarium.domain.errors import InvalidField
from horarium.domain.token import TokenSource
from horarium.engines.queueing import DISCIPLINES, Policy, PriorityClass
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import line_policies as store

DEFAULT_COVERAGE = 0.8

LONGEST_MIN = 1440.0
"""No knob of a line reaches beyond a day."""

_KNOBS = (
    "recall_after_min",
    "max_recalls",
    "grace_min",
    "reentry_places",
    "noshow_after_min",
    "hold_min",
)


@dataclass(frozen=True, slots=True)
class LineRules:
    """The rules of all lines of one discipline.

    ``coverage`` is what the announced waiting times promise. ``version`` 0: nothing was
    ever set, these are the defaults.
    """

    policy: Policy
    coverage: float = DEFAULT_COVERAGE
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChanges:
    """What is to be different; ``None`` leaves a rule as it is.

    ``classes`` replaces all five rows at once. ``noshow_after_min`` below 0 takes that
    timer away again.
    """

    recall_after_min: float | None = None
    max_recalls: int | None = None
    grace_min: float | None = None
    reentry_places: int | None = None
    noshow_after_min: float | None = None
    hold_min: float | None = None
    coverage: float | None = None
    classes: Sequence[PriorityClass] | None = None


_DEFAULTS = {
    name: LineRules(Policy(discipline=one)) for name, one in DISCIPLINES.items()
}


def default_rules(discipline: str) -> LineRules:
    """The rules a discipline has until somebody sets them."""
    return _DEFAULTS[discipline]


def rules_by_discipline(work: Work) -> dict[str, LineRules]:
    """The rules of every discipline, set or default; asks for no permission."""
    stored = store.by_discipline(work.db)
    return _DEFAULTS | {name: _rules(name, one) for name, one in stored.items()}


def get(work: Work, discipline: str) -> LineRules:
    """The rules of one discipline."""
    work.require(Permission.SESSION_READ)
    return rules_by_discipline(work)[_known(discipline)]


def change(work: Work, discipline: str, changes: RuleChanges) -> LineRules:
    """Set some rules; they hold from the next event on. Raises ``InvalidField``."""
    work.require(Permission.LINE_POLICY_CHANGE)
    before = rules_by_discipline(work)[_known(discipline)]
    wanted = {
        field.name: value
        for field in fields(changes)
        if (value := getattr(changes, field.name)) is not None
    }
    after = _changed(before, wanted)
    version = store.keep(
        work.db, work.organisation, discipline, _document(after), at=work.clock.now()
    )
    work.record(
        "line_policies.change", ("line-policy", discipline), changed=sorted(wanted)
    )
    return LineRules(after.policy, after.coverage, version)


def _known(discipline: str) -> str:
    if discipline not in DISCIPLINES:
        raise InvalidField("discipline", discipline, ", ".join(DISCIPLINES))
    return discipline


def _changed(before: LineRules, wanted: Mapping[str, Any]) -> LineRules:
    document = _document(before) | dict(wanted)
    for name in _KNOBS:
        if (document[name] or 0) > LONGEST_MIN:
            raise InvalidField(name, str(document[name]), f"at most {LONGEST_MIN:.0f}")
    if (document["noshow_after_min"] or 0) < 0:
        document["noshow_after_min"] = None
    if not 0.5 <= document["coverage"] <= 0.99:
        raise InvalidField("coverage", str(document["coverage"]), "0.5 to 0.99")
    classes = wanted.get("classes", before.policy.classes)
    sources = {one.value for one in TokenSource}
    if {row.name for row in classes} != sources or len(classes) != len(sources):
        names = ", ".join(row.name for row in classes)
        raise InvalidField("classes", names, f"each once: {', '.join(sorted(sources))}")
    knobs = {name: document[name] for name in _KNOBS}
    policy = Policy(
        classes=tuple(classes), discipline=before.policy.discipline, **knobs
    )
    return LineRules(policy, document["coverage"])


def _document(rules: LineRules) -> dict[str, Any]:
    knobs = {name: getattr(rules.policy, name) for name in _KNOBS}
    classes = [asdict(row) for row in rules.policy.classes]
    return {**knobs, "coverage": rules.coverage, "classes": classes}


def _rules(discipline: str, stored: store.StoredRules) -> LineRules:
    document = stored.rules
    policy = Policy(
        classes=tuple(PriorityClass(**row) for row in document["classes"]),
        discipline=DISCIPLINES[discipline],
        **{name: document[name] for name in _KNOBS},
    )
    return LineRules(policy, document["coverage"], stored.version)
