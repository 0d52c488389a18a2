"""The rules of a roster and the fairness of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from horarium.web.pages.shell import Choice, Link, Shell, Tone


@dataclass(frozen=True, slots=True)
class Knob:
    """A field of a rule's form: a switch or a number."""

    name: str
    label: str
    value: str
    is_switch: bool = False
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as it is kept now. ``error`` is what was wrong with what was typed.

    ``effect`` says what it does to the roster, ``was`` what it did as the roster was made.
    """

    key: str
    kind: str
    says: str
    is_on: bool
    is_hard: bool
    weight: str
    knobs: tuple[Knob, ...]
    effect: str
    was: str
    tone: Tone
    scope: str
    source: str
    is_changed: bool
    changed_by: str = ""
    changed_at: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one pack, or the department's own."""

    title: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """Every rule of a roster, with the roster judged as made and as it would be now."""

    template: ClassVar[str] = "roster-rules.html"

    shell: Shell
    title: str
    here: str
    links: tuple[Link, ...]
    groups: tuple[RuleGroup, ...]
    n_hard_as_made: int
    n_hard: int
    penalty_as_made: int
    penalty: int
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One person in one dimension, in words."""

    name: str
    load: str
    share: str
    carried: str
    balance: str
    presence: str


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """How evenly one burden lies, in words."""

    name: str
    href: str
    worst: str
    spread: str
    gini: str
    jain: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class FairnessPage:
    """One burden of a roster, person by person, and how even all of them are."""

    template: ClassVar[str] = "roster-fairness.html"

    shell: Shell
    title: str
    links: tuple[Link, ...]
    finding: str
    shown: str
    chart: Markup
    rows: tuple[ShareRow, ...]
    dimensions: tuple[DimensionRow, ...]
    choices: tuple[Choice, ...]
    note: str = ""
