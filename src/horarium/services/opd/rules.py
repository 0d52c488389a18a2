"""What the original's settings say, as one value, and how they come to act."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from horarium.domain.errors import InvalidField
from horarium.domain.token import TokenSource
from horarium.services import line_policies
from horarium.services.line_policies import LineRules, RuleChanges
from horarium.services.sessions import MAX_CAPACITY
from horarium.services.work import Work

DISCIPLINE = "weights"
"""What slots go by unless their client says otherwise: the order it was promised."""

MAX_SLOT_MIN = 480

NO_WEIGHTS: Mapping[TokenSource, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpdRules:
    """How the OPD interface fills in what its clients do not say; raises ``InvalidField``.

    One patient is reckoned with every ``slot_min`` minutes. ``max_capacity`` places are
    in a slot whose client names none, and ``overflow_limit`` emergencies may stand
    beside a full one.

    The others are rules of the line, and ``None`` leaves them to the clinic: a class
    with more of ``weights`` goes first; who has not checked in ``no_show_timeout_min``
    after the time to expect is a no-show; who is back ``late_arrival_grace_min`` after
    being skipped keeps a place near the front.
    """

    slot_min: int = 10
    max_capacity: int = 6
    overflow_limit: int = 3
    no_show_timeout_min: float | None = None
    late_arrival_grace_min: float | None = None
    weights: Mapping[TokenSource, float] = field(default_factory=lambda: NO_WEIGHTS)

    @property
    def names_rules_of_the_line(self) -> bool:
        """Whether anything is to be made the clinic's own."""
        limits = (self.no_show_timeout_min, self.late_arrival_grace_min)
        return bool(self.weights) or limits != (None, None)

    def __post_init__(self) -> None:
        _check("slot_min", self.slot_min, 1, MAX_SLOT_MIN)
        _check("max_capacity", self.max_capacity, 1, MAX_CAPACITY)
        _check("overflow_limit", self.overflow_limit, 0, MAX_CAPACITY)


def adopt(work: Work, rules: OpdRules) -> LineRules:
    """Make what the rules name the clinic's own for its lines by weights.

    Nothing is written when it is so already, or when they name nothing.
    """
    present = line_policies.get(work, DISCIPLINE)
    if not rules.names_rules_of_the_line:
        return present
    wanted = _changes(present, rules)
    named = [wanted.noshow_after_min, wanted.grace_min, wanted.classes]
    kept = [
        present.policy.noshow_after_min,
        present.policy.grace_min,
        present.policy.classes,
    ]
    if all(new is None or new == old for new, old in zip(named, kept, strict=True)):
        return present
    return line_policies.change(work, DISCIPLINE, wanted)


def _changes(present: LineRules, rules: OpdRules) -> RuleChanges:
    classes = tuple(
        replace(row, weight=rules.weights.get(TokenSource(row.name), row.weight))
        for row in present.policy.classes
    )
    return RuleChanges(
        noshow_after_min=rules.no_show_timeout_min,
        grace_min=rules.late_arrival_grace_min,
        classes=classes if rules.weights else None,
    )


def _check(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InvalidField(name, str(value), f"{least} to {most}")
