"""What the API says of planning: rules, fairness, and answers to questions."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from horarium.api.answers import Answer
from horarium.api.fields import Body, Day, Keepable, WholeNumber, Words
from horarium.domain.question import QuestionKind, RosterQuestion
from horarium.domain.solve import SolveStatus
from horarium.engines.rostering.facts import Kind, Status
from horarium.services import questions
from horarium.services.explaining import Told
from horarium.services.fairness import FairnessReport
from horarium.services.planning import NextRoster
from horarium.services.questions import MOST_S
from horarium.services.roster_rules import Recheck, RuleState

LONGEST_S = 3600
MOST_SEED = 2**31 - 1
MOST_PEOPLE = 1000
MOST_CHANGES = 20


class NextRosterWish(Body):
    """The next roster; what is left out goes on from the roster that reaches furthest."""

    template: UUID | None = None
    start: Day | None = None
    n_days: WholeNumber | None = Field(None, ge=7, le=182)
    people: list[Words] = Field([], max_length=MOST_PEOPLE)
    name: Words = ""
    seconds: WholeNumber = Field(30, ge=1, le=LONGEST_S)
    seed: WholeNumber = Field(0, ge=0, le=MOST_SEED)

    def to_wanted(self) -> NextRoster:
        """The wish as the service takes it."""
        known = self.model_dump(exclude={"seconds", "seed", "people"})
        return NextRoster(**known, people=tuple(self.people))


class RuleFields(Body):
    """Fields of a rule: ``enabled``, ``weight`` (null: hard), or one of its numbers."""

    fields: Keepable
    is_preview: bool = Field(False, description="Judge the roster; set nothing.")


class Suppositions(Body):
    """Changes to suppose, each with its ``kind`` and what belongs to it."""

    changes: list[Keepable] = Field(min_length=1, max_length=MOST_CHANGES)


class QuestionWish(Body):
    """A question for a worker; ``changes`` belong to a what-if."""

    kind: QuestionKind
    changes: list[Keepable] = Field([], max_length=MOST_CHANGES)
    seconds: WholeNumber = Field(30, ge=1, le=MOST_S)


class Rule(Answer):
    """A rule as it is kept now, and what it does to one roster."""

    key: str
    kind: str
    sentence: str
    is_enabled: bool
    is_hard: bool
    weight: int | None
    numbers: dict[str, float | bool | None]
    pack: str
    source: str
    is_overridden: bool
    changed_by: str | None
    changed_at: datetime | None
    n_hard: int
    penalty: int
    n_hard_as_made: int
    penalty_as_made: int

    @classmethod
    def of(cls, value: object) -> Self:
        """The answer that tells a ``RuleState``."""
        if not isinstance(value, RuleState):
            raise TypeError(type(value).__name__)
        rule, override = value.rule, value.override
        is_set = override is not None and override.is_different
        return cls(
            key=rule.key,
            kind=rule.kind,
            sentence=rule.sentence(),
            is_enabled=rule.enabled,
            is_hard=rule.is_hard,
            weight=rule.weight,
            numbers={knob.name: knob.value for knob in value.knobs},
            pack=rule.pack,
            source=rule.source,
            is_overridden=is_set,
            changed_by=override.changed_by if override and is_set else None,
            changed_at=override.changed_at if override and is_set else None,
            n_hard=value.n_hard,
            penalty=value.penalty,
            n_hard_as_made=value.n_hard_as_made,
            penalty_as_made=value.penalty_as_made,
        )


class Rules(Answer):
    """A roster judged by the rules it was made by, and by the present ones."""

    n_hard_as_made: int
    penalty_as_made: int
    n_hard: int
    penalty: int
    items: list[Rule]

    @classmethod
    def told(cls, found: Recheck) -> Self:
        """The answer that tells ``found``."""
        return cls(
            n_hard_as_made=found.n_hard_as_made,
            penalty_as_made=found.penalty_as_made,
            n_hard=found.n_hard,
            penalty=found.penalty,
            items=Rule.each(found.rules),
        )


class ShareLine(Answer):
    """One person's load beside the fair share, and what is carried in and on."""

    person: str
    load: float
    share: float
    exposure: float
    carried: float
    balance: float


class Evenness(Answer):
    """How evenly a burden lies; 0 is even, but for Jain's index, where 1 is."""

    worst: float
    range: float
    gini: float
    jain: float


class Burden(Answer):
    """One burden of a roster with everybody's line in it."""

    id: str
    label: str
    measures: Evenness
    lines: list[ShareLine]


class Fairness(Answer):
    """Every burden of a roster on top of what was carried into it."""

    unpopular_sites: list[str]
    items: list[Burden]

    @classmethod
    def told(cls, report: FairnessReport) -> Self:
        """The answer that tells ``report``."""
        items = Burden.each(report.dimensions)
        return cls(unpopular_sites=list(report.unpopular_sites), items=items)


class ToldFact(Answer):
    """One thing that was computed, in a sentence and in values, and how sure it is."""

    kind: Kind
    status: Status
    sentence: str
    values: dict[str, Any]
    scope: str


class Facts(Answer):
    """An answer about a roster: facts in the order in which they are told."""

    is_settled: bool
    items: list[ToldFact]

    @classmethod
    def told(cls, told: Told) -> Self:
        """The answer that tells ``told``."""
        return cls(is_settled=told.is_settled, items=ToldFact.each(told.facts))


class Question(Answer):
    """A question that a worker looks into; ``facts`` grow surer until it is over."""

    id: UUID
    roster: UUID
    kind: QuestionKind
    status: SolveStatus
    seconds: int
    stop_requested: bool
    created_at: datetime
    finished_at: datetime | None
    facts: list[ToldFact]

    @classmethod
    def told(cls, found: RosterQuestion) -> Self:
        """The answer that tells ``found``."""
        return cls(
            id=found.id,
            roster=found.roster,
            kind=found.kind,
            status=found.status,
            seconds=found.seconds,
            stop_requested=found.stop_requested,
            created_at=found.created_at,
            finished_at=found.finished_at,
            facts=ToldFact.each(questions.facts_of(found)),
        )
