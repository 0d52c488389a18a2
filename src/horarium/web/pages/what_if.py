"""What if: the question with its sliders, and what the practices came to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from horarium.web.pages.allocation import Slider
from horarium.web.pages.attendance import ProgressLive
from horarium.web.pages.shell import Choice, FormState, Shell, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One question asked before; ``words`` sum it up."""

    at: datetime
    words: str
    status: str
    tone: Tone
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRow:
    """One way of giving out times and calling; figures as "4.1 ± 0.3"."""

    name: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitledChart:
    """A drawing, and what is measured in it."""

    title: str
    drawing: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfPage:
    """``GET /what-if`` and ``GET /what-if/<run>``.

    The form posts ``csrf, preset`` and the sliders to ``/what-if``. ``progress`` is there
    while the run is played; its stream is ``stream``. ``heads`` name the figures.
    """

    template: ClassVar[str] = "what-if.html"

    shell: Shell
    presets: tuple[Choice, ...]
    sliders: tuple[Slider, ...]
    runs: tuple[RunRow, ...]
    progress: ProgressLive | None = None
    stream: str = ""
    sentences: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    practices: tuple[PracticeRow, ...] = ()
    charts: tuple[TitledChart, ...] = ()
    n_days: int = 0
    form: FormState = field(default_factory=FormState)
