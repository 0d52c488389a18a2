"""The rules of a roster as the department keeps them: on or off, weight, numbers.

A pack says what a rule is; the department may set it differently. What it sets holds for
every roster made from then on. A roster that exists is judged by the rules it was made
by, until a draft is told to use the present ones.
"""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Union, get_args, get_origin, get_type_hints

from horarium.domain.errors import InvalidField, NoSuchThing
from horarium.domain.ids import RosterId, SolveRunId
from horarium.domain.roster import StoredRoster
from horarium.engines.rostering import SolveParams, problem_to_dict
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.io.fields import known_fields
from horarium.engines.rostering.packs import read_rule, write_rule
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach
from horarium.services import rosters, solves
from horarium.services.permissions import Permission
from horarium.services.rosters import RosterSheet
from horarium.services.work import Work
from horarium.store import rule_overrides as store
from horarium.store import solves as solve_store
from horarium.store.rule_overrides import RuleOverride

NUMBERS: tuple[type, ...] = (int, float, bool)
"""What a field of a rule may hold to be set here; which duties a rule is about, and for
whom it holds, is the pack's."""

HEAVIEST = 1_000_000
"""Of a weight, so that sums of penalties stay far from what the solver can count."""

_OWN = ("id", "weight", "scope", "enabled", "pack", "source", "confidence")


@dataclass(frozen=True, slots=True)
class RuleKnob:
    """One number or switch of a rule; ``may_be_empty`` says that none will do."""

    name: str
    type: type
    value: float | bool | None
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule as the department keeps it now, and what it does to one roster.

    ``n_hard`` and ``penalty`` are of the present rule, the ``..._as_made`` of the rule
    by which the roster was made.
    """

    rule: Rule
    as_made: Rule
    knobs: tuple[RuleKnob, ...]
    override: RuleOverride | None
    n_hard: int
    penalty: int
    n_hard_as_made: int
    penalty_as_made: int


@dataclass(frozen=True, slots=True)
class Recheck:
    """A roster judged by the rules it was made by, and by the present ones."""

    stored: StoredRoster
    problem: RosterProblem
    rules: tuple[RuleState, ...]
    n_hard_as_made: int
    penalty_as_made: int
    n_hard: int
    penalty: int

    @property
    def is_changed(self) -> bool:
        """Whether any rule is not as it was when the roster was made."""
        return any(state.rule != state.as_made for state in self.rules)


@dataclass(frozen=True, slots=True)
class RuleWish:
    """Fields of one rule to be set: ``enabled``, ``weight`` (None: hard) or a knob."""

    rule: str
    fields: Mapping[str, Any] = field(default_factory=dict)


def panel(work: Work, wanted: RosterId) -> Recheck:
    """Every rule of a roster as it is kept now, with the roster judged by it."""
    work.require(Permission.ROSTER_SOLVE)
    return _recheck(rosters.get(work, wanted), store.by_rule(work.db))


def preview(work: Work, wanted: RosterId, wish: RuleWish) -> Recheck:
    """The same as if ``wish`` were set; nothing is. Raises ``InvalidField``."""
    work.require(Permission.ROSTER_SOLVE)
    stored = rosters.get(work, wanted)
    known = store.by_rule(work.db)
    made = _override(work, rosters.judged(stored), known.get(wish.rule), wish)
    return _recheck(stored, known | {wish.rule: made})


def change(work: Work, wanted: RosterId, wish: RuleWish) -> Recheck:
    """Set fields of a rule for the department; what that does to the roster.

    Raises ``NoSuchThing`` for a rule that the roster does not have, and ``InvalidField``
    naming the field, its value and what is wanted.
    """
    work.require(Permission.ROSTER_SOLVE)
    stored = rosters.get(work, wanted)
    known = store.by_rule(work.db)
    before = known.get(wish.rule)
    made = _override(work, rosters.judged(stored), before, wish)
    store.keep(work.db, work.organisation, made)
    work.record(
        "roster_rules.change",
        ("rule", wish.rule),
        before=dict(before.fields) if before else {},
        after=dict(made.fields),
    )
    return _recheck(stored, known | {wish.rule: made})


def reset(work: Work, wanted: RosterId, rule: str) -> Recheck:
    """Keep a rule as it was before the department first set anything of it."""
    work.require(Permission.ROSTER_SOLVE)
    known = store.by_rule(work.db)
    before = known.get(rule)
    if before is None or not before.is_different:
        return panel(work, wanted)
    return change(work, wanted, RuleWish(rule, before.originals))


def solve_again(work: Work, wanted: RosterId, params: SolveParams) -> SolveRunId:
    """Search once more for the same days by the present rules, from this roster on.

    What comes of it is another draft; the roster itself stays.
    """
    work.require(Permission.ROSTER_SOLVE)
    sheet = rosters.get_sheet(work, wanted)
    problem = overridden(work, sheet.problem)
    run = solves.request_solve(work, problem_to_dict(problem), params)
    best = {"best": sheet.roster.cells.tolist()}
    solve_store.put_back(work.db, run, outcome=best)
    return run


def overridden(work: Work, problem: RosterProblem) -> RosterProblem:
    """``problem`` with its rules as the department keeps them; asks no permission."""
    rules = _present(problem, store.by_rule(work.db))
    return problem if rules == problem.rules else replace(problem, rules=rules)


def knobs_of(rule: Rule) -> tuple[RuleKnob, ...]:
    """What can be set of a rule beside its weight, in the order of its fields."""
    hints = get_type_hints(type(rule), include_extras=False)
    found = []
    for name in known_fields(type(rule)):
        plain, may_be_empty = _plain(hints[name])
        if name not in _OWN and plain in NUMBERS:
            found.append(RuleKnob(name, plain, getattr(rule, name), may_be_empty))
    return tuple(found)


def check_settable(rule: Rule, fields: Mapping[str, Any]) -> None:
    """Refuse with ``InvalidField`` what cannot be set of a rule, or is out of reach."""
    allowed = ["enabled", "weight", *(knob.name for knob in knobs_of(rule))]
    for name, value in fields.items():
        place = f"{rule.key}.{name}"
        if name not in allowed:
            raise InvalidField(place, str(value), f"one of {', '.join(allowed)}")
        if isinstance(value, int | float) and abs(value) > HEAVIEST:
            raise InvalidField(place, str(value), f"at most {HEAVIEST}")


def _plain(hint: Any) -> tuple[type, bool]:
    """The type of a field, and whether it may be empty."""
    if get_origin(hint) in (Union, types.UnionType):
        present = [part for part in get_args(hint) if part is not type(None)]
        return present[0], True
    return hint, False


def _override(
    work: Work, sheet: RosterSheet, before: RuleOverride | None, wish: RuleWish
) -> RuleOverride:
    """What is to be kept for the rule, if it makes sense."""
    rules = {rule.key: rule for rule in sheet.problem.rules}
    if wish.rule not in rules:
        raise NoSuchThing("rule", wish.rule)
    rule = rules[wish.rule]
    check_settable(rule, wish.fields)
    fields = {**(before.fields if before else {}), **wish.fields}
    _patched(rule, fields, sheet.problem.horizon)
    return RuleOverride(
        rule=wish.rule,
        fields=fields,
        originals={name: getattr(rule, name) for name in fields}
        | dict(before.originals if before else {}),
        changed_by=work.actor.name,
        changed_at=work.clock.now(),
    )


def _patched(rule: Rule, fields: Mapping[str, Any], horizon: Horizon) -> Rule:
    return read_rule({**write_rule(rule, horizon), **fields}, rule.key, horizon)


def _present(
    problem: RosterProblem, known: Mapping[str, RuleOverride]
) -> tuple[Rule, ...]:
    """The rules of ``problem`` as they are kept now, in their order.

    A rule of another kind under the same name is spared what fits no field of it.
    """
    return tuple(
        _patched(rule, _fitting(rule, known[rule.key]), problem.horizon)
        if rule.key in known
        else rule
        for rule in problem.rules
    )


def _fitting(rule: Rule, override: RuleOverride) -> Mapping[str, Any]:
    names = {"enabled", "weight", *(knob.name for knob in knobs_of(rule))}
    return {name: value for name, value in override.fields.items() if name in names}


def _recheck(stored: StoredRoster, known: Mapping[str, RuleOverride]) -> Recheck:
    """Only rules that are not as they were are judged anew: each looks at itself alone."""
    sheet = rosters.judged(stored)
    was: dict[str, list[Breach]] = {rule.key: [] for rule in sheet.problem.rules}
    for breach in sheet.breaches:
        was[breach.rule].append(breach)
    rules = tuple(
        _state(sheet, pair, was[pair[0].key], known.get(pair[0].key))
        for pair in zip(
            sheet.problem.rules, _present(sheet.problem, known), strict=True
        )
    )
    return Recheck(
        stored=stored,
        problem=sheet.problem,
        rules=rules,
        n_hard_as_made=sum(one.n_hard_as_made for one in rules),
        penalty_as_made=sum(one.penalty_as_made for one in rules),
        n_hard=sum(one.n_hard for one in rules),
        penalty=sum(one.penalty for one in rules),
    )


def _state(
    sheet: RosterSheet,
    rules: tuple[Rule, Rule],
    was: list[Breach],
    override: RuleOverride | None,
) -> RuleState:
    as_made, rule = rules
    now = was
    if rule != as_made:
        found = rule.breaches(sheet.problem, sheet.roster) if rule.enabled else ()
        now = list(found)
    return RuleState(
        rule=rule,
        as_made=as_made,
        knobs=knobs_of(rule),
        override=override,
        n_hard=_n_hard(now),
        penalty=_penalty(now),
        n_hard_as_made=_n_hard(was),
        penalty_as_made=_penalty(was),
    )


def _n_hard(breaches: Sequence[Breach]) -> int:
    return sum(breach.is_hard for breach in breaches)


def _penalty(breaches: Sequence[Breach]) -> int:
    return sum(breach.penalty for breach in breaches)
