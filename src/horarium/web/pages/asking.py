"""What if, why, and which rules conflict: questions about a roster with their answers."""

from dataclasses import dataclass
from typing import ClassVar

from horarium.web.pages.shell import Choice, FormState, Link, Shell, Tone


@dataclass(frozen=True, slots=True)
class Sentence:
    """A fact in words, and how sure it is."""

    text: str
    status: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class CostRow:
    """What something costs before and after."""

    name: str
    before: str
    after: str
    change: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer: the costs as a table, the rest as sentences."""

    sentences: tuple[Sentence, ...]
    costs: tuple[CostRow, ...] = ()
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """The form for a change, and what it would do.

    ``kinds`` are the forms, one of which is open. ``longer`` are the hidden fields that
    ask the same of a worker; empty when nothing more could be told.
    """

    template: ClassVar[str] = "roster-what-if.html"

    shell: Shell
    title: str
    here: str
    links: tuple[Link, ...]
    form: FormState
    kind: str
    people: tuple[Choice, ...]
    shifts: tuple[Choice, ...]
    sites: tuple[Choice, ...]
    rules: tuple[Choice, ...]
    first: str
    last: str
    answer: AnswerView | None = None
    longer: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionLive:
    """A question that a worker looks into, as it stands."""

    template: ClassVar[str] = "_roster_question.html"

    status: str
    tone: Tone
    sentence: str
    csrf: str
    answer: AnswerView | None
    stop: str = ""


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The question, followed live until it is answered."""

    template: ClassVar[str] = "roster-question.html"

    shell: Shell
    title: str
    links: tuple[Link, ...]
    live: QuestionLive
    stream: str = ""


@dataclass(frozen=True, slots=True)
class WhyPage:
    """Why somebody works, or does not work, on a day; ``heading`` says which cell."""

    template: ClassVar[str] = "roster-why.html"

    shell: Shell
    title: str
    here: str
    links: tuple[Link, ...]
    form: FormState
    people: tuple[Choice, ...]
    shifts: tuple[Choice, ...]
    first: str
    last: str
    heading: str = ""
    answer: AnswerView | None = None
