"""What is compared: how times are given out, and how the line is called."""

from dataclasses import dataclass, field

from horarium.domain.errors import InvalidField
from horarium.engines.queueing import DISCIPLINES, Policy
from horarium.engines.simulation.rules import RULES, BookingRule, OnePerSlot


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A booking rule and a policy of the line, by a name for the report."""

    name: str
    rule: BookingRule = field(default_factory=OnePerSlot)
    line: Policy = field(default_factory=Policy)


def practice(spelling: str) -> Practice:
    """The practice spelt ``rule+discipline``, as in ``planned+banded-edd``.

    Without a discipline the line's default is used. Raises ``InvalidField`` with the
    names there are.
    """
    rule, _, discipline = spelling.partition("+")
    if rule not in RULES:
        raise InvalidField("policy", spelling, f"a rule of {', '.join(RULES)}")
    if discipline and discipline not in DISCIPLINES:
        known = ", ".join(DISCIPLINES)
        raise InvalidField("policy", spelling, f"a discipline of {known}")
    line = Policy(discipline=DISCIPLINES[discipline]) if discipline else Policy()
    return Practice(name=spelling, rule=RULES[rule], line=line)


def usual_practices() -> tuple[Practice, ...]:
    """One a slot first come first served, double-booking by threshold with fixed
    weights, Bailey–Welch, and the two halves of ours: the line alone, then both."""
    return tuple(
        practice(spelling)
        for spelling in (
            "traditional+fifo",
            "threshold+weights",
            "bailey-welch+fifo",
            "traditional+banded-edd",
            "planned+banded-edd",
        )
    )
