"""From facts to what a page shows of them."""

from collections.abc import Iterable, Sequence

from horarium.engines.rostering.facts import Kind, Status
from horarium.services.explaining import ToldFact
from horarium.web.pages.asking import AnswerView, CostRow, Sentence
from horarium.web.pages.shell import Tone

_SURE = {
    Status.EXACT: ("exact", Tone.GOOD),
    Status.PROVED: ("proved", Tone.GOOD),
    Status.BEST_FOUND: ("best found", Tone.WARN),
    Status.UNKNOWN: ("not known", Tone.PLAIN),
}
_COSTS = (Kind.RULE_COST, Kind.PENALTY)
_OPEN = (Status.BEST_FOUND, Status.UNKNOWN)


def answer_view(facts: Sequence[ToldFact]) -> AnswerView:
    """Costs as rows, dearest change first and the whole last; the rest as sentences."""
    return AnswerView(
        sentences=tuple(_sentence(one) for one in facts if one.kind not in _COSTS),
        costs=tuple(_costs(facts)),
        is_settled=not any(one.status in _OPEN for one in facts),
    )


def _sentence(fact: ToldFact) -> Sentence:
    status, tone = _SURE[fact.status]
    return Sentence(fact.sentence, status, tone)


def _costs(facts: Sequence[ToldFact]) -> Iterable[CostRow]:
    rules = [one for one in facts if one.kind is Kind.RULE_COST]
    for fact in sorted(rules, key=lambda one: (-_change(one), str(one.values["rule"]))):
        yield _cost(str(fact.values["rule"]), fact)
    for fact in facts:
        if fact.kind is Kind.PENALTY:
            yield _cost("all rules together", fact)


def _cost(name: str, fact: ToldFact) -> CostRow:
    change = _change(fact)
    tone = Tone.PLAIN
    if change:
        tone = Tone.WARN if change > 0 else Tone.GOOD
    before, after = fact.values["before"], fact.values["after"]
    return CostRow(name, f"{before:,}", f"{after:,}", f"{change:+,}", tone)


def _change(fact: ToldFact) -> int:
    return int(fact.values["after"]) - int(fact.values["before"])
