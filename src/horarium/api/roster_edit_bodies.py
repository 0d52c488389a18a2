"""What a client says about drafts of rosters, and what it is told."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from horarium.api import answers
from horarium.api.answers import Answer
from horarium.api.fields import Body, Day, Words
from horarium.domain.roster_change import EditVerb
from horarium.services.roster_editing import (
    LockCell,
    Move,
    MoveDuty,
    SetCell,
    SwapCells,
    UnlockCell,
)
from horarium.services.roster_editing.moves import MOST_MOVES


class _Place(Body):
    """The cell of ``person``, a staff code, on a day."""

    person: Words
    on_date: Day


class SetBody(_Place):
    """The cell holds ``shift_type``; an empty one is a day off."""

    kind: Literal["set"]
    shift_type: Words = ""

    def to_move(self) -> Move:
        """The same, as the service takes it."""
        return SetCell(
            person=self.person, on_date=self.on_date, shift_type=self.shift_type
        )


class SwapBody(_Place):
    """The cell changes places with that of ``other``, on ``other_on`` or the same day."""

    kind: Literal["swap"]
    other: Words
    other_on: Day | None = None

    def to_move(self) -> Move:
        """The same, as the service takes it."""
        return SwapCells(
            person=self.person,
            on_date=self.on_date,
            other=self.other,
            other_on=self.other_on,
        )


class MoveBody(_Place):
    """The duty goes to ``to_person``, on ``to_date`` or the same day, who is free then."""

    kind: Literal["move"]
    to_person: Words
    to_date: Day | None = None

    def to_move(self) -> Move:
        """The same, as the service takes it."""
        return MoveDuty(
            person=self.person,
            on_date=self.on_date,
            to_person=self.to_person,
            to_date=self.to_date,
        )


class LockBody(_Place):
    """The cell is locked, or unlocked."""

    kind: Literal["lock", "unlock"]

    def to_move(self) -> Move:
        """The same, as the service takes it."""
        kind = LockCell if self.kind == "lock" else UnlockCell
        return kind(person=self.person, on_date=self.on_date)


AnyMove = Annotated[
    SetBody | SwapBody | MoveBody | LockBody, Field(discriminator="kind")
]


class ChangeBody(Body):
    """Moves made together: all of them or none."""

    moves: list[AnyMove] = Field(min_length=1, max_length=MOST_MOVES)


class CopyBody(Body):
    """What the copy is called; without a name, like the original."""

    name: Words = ""


class CellStateAnswer(Answer):
    """What a cell holds; an empty shift type is a day off."""

    shift_type: str
    locked: bool


class CellChangeAnswer(Answer):
    """One cell before and after; ``person`` is a staff code."""

    person: str
    on_date: date
    before: CellStateAnswer
    after: CellStateAnswer


class RosterChangeAnswer(Answer):
    """One entry of a draft's history; ``of_number`` is the entry taken back or made again.

    ``penalty`` and ``n_hard`` are before and after; ``version`` is the roster's after.
    """

    number: int
    verb: EditVerb
    of_number: int | None = Field(validation_alias="of")
    version: int
    cells: list[CellChangeAnswer]
    penalty: tuple[int, int]
    n_hard: tuple[int, int]
    actor_name: str
    at: datetime


class PersonTotalAnswer(Answer):
    """What somebody works in the whole roster, in minutes and counts."""

    person: str
    worked_min: int
    target_min: int
    n_nights: int
    n_weekends: int
    n_duties: int


class CoverTotalAnswer(Answer):
    """Heads on one shift type; each list has one number a day of the roster."""

    shift_type: str
    site: str
    wanted: list[int]
    minimum: list[int]
    have: list[int]


class EditAnswer(Answer):
    """What a change did.

    ``cells`` is empty when everything was so already. ``appeared`` and ``gone`` are
    breaches, ``by_rule`` the penalty before and after of each rule that it moved.
    ``to_undo`` and ``to_redo`` are the entries of the history that *undo* and *redo*
    would take up next.
    """

    roster: UUID
    version: int
    cells: list[CellChangeAnswer]
    penalty: tuple[int, int]
    n_hard: tuple[int, int]
    appeared: list[answers.Breach]
    gone: list[answers.Breach]
    by_rule: dict[str, tuple[int, int]]
    people: list[PersonTotalAnswer]
    cover: list[CoverTotalAnswer]
    to_undo: int | None
    to_redo: int | None


class TargetAnswer(Answer):
    """A cell that may change places with the held one, and what that would cost.

    It is legal when ``broken``, the hard rules newly broken, is empty.
    """

    person: str
    on_date: date
    is_free: bool
    is_legal: bool
    penalty: int
    broken: list[str]


class CellDiffAnswer(Answer):
    """A cell that differs between two rosters; an empty shift type is a day off."""

    person: str
    name: str
    on_date: date
    before: str
    after: str


class RuleDiffAnswer(Answer):
    """What a rule costs, and how often it is broken, in one roster and the other."""

    rule: str
    sentence: str
    is_hard: bool
    penalty: tuple[int, int]
    n_breaches: tuple[int, int]


class TotalDiffAnswer(Answer):
    """What somebody works in one roster and the other."""

    person: str
    name: str
    worked_min: tuple[int, int]
    n_nights: tuple[int, int]
    n_weekends: tuple[int, int]


class DiffAnswer(Answer):
    """In what two rosters differ on the days of both."""

    before: UUID
    after: UUID
    penalty: tuple[int, int]
    n_hard: tuple[int, int]
    cells: list[CellDiffAnswer]
    rules: list[RuleDiffAnswer]
    people: list[TotalDiffAnswer]
