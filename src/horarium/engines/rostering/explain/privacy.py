"""What of an answer somebody may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from horarium.engines.rostering.facts import Answer, Fact, Kind, Visibility


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking: a person of the roster, or a coordinator (None)."""

    person: str | None = None

    def may_see(self, fact: Fact) -> bool:
        """Whether ``fact`` may be told as it is."""
        if self.person is None or fact.visible_to is Visibility.EVERYONE:
            return True
        is_own = fact.people == (self.person,)
        return is_own and fact.visible_to is Visibility.THEMSELVES


COORDINATOR = Viewer()


_COLLAPSED = (Kind.WOULD_BREAK, Kind.WOULD_COST, Kind.IS_IMPOSSIBLE, Kind.TAKES_MOVES)


def seen_by(answer: Answer, viewer: Viewer) -> Answer:
    """The answer without what ``viewer`` may not see.

    Whatever keeps somebody else from a shift (leave, a limit, a rule, a wish, the price)
    becomes one and the same: they are not available. A peer therefore learns the same
    from two rosters that differ in somebody's private reasons only.
    """
    told = [fact for fact in answer.facts if viewer.may_see(fact)]
    hidden = [fact for fact in answer.facts if not viewer.may_see(fact)]
    others = [fact for fact in hidden if fact.values.get("person") != viewer.person]
    if any(fact.kind in _COLLAPSED for fact in others):
        told = [fact for fact in told if fact.kind not in _ABOUT_THE_SEARCH]
        told.append(_not_available(others))
    return replace(answer, facts=tuple(told), elapsed_s=0.0)


_ABOUT_THE_SEARCH = (Kind.NOT_FOUND,)


def _not_available(hidden: Sequence[Fact]) -> Fact:
    first = next(fact for fact in hidden if fact.kind in _COLLAPSED)
    values = {name: first.values[name] for name in ("person", "day")}
    return Fact(kind=Kind.NOT_AVAILABLE, values=values)
