"""Who gets which place: the coordinator's proposal with its sliders."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from horarium.web.pages.shell import FormState, Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """A number of ``unit`` between ``least`` and ``most`` that is chosen by sliding."""

    name: str
    label: str
    value: str
    least: str
    most: str
    step: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """A request with its time; ``mark`` says whether it is an extra or a promise.

    It is told by the day ``since`` which it waits: who plans needs no patient's name.
    """

    since: date
    wish: str
    start: datetime
    where: str
    mark: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A request without a time, and why."""

    since: date
    wish: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A session as usual, one a time, against all extras that pay.

    Figures are words: "9.3 min".
    """

    name: str
    detail: str
    places: str
    extras: str
    wait: str
    overtime: str
    used: str
    kept: str = ""


@dataclass(frozen=True, slots=True)
class ShareRow:
    """Of those who asked in one way, how many there are, how many are placed."""

    asked: str
    n_asked: str
    n_placed: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPage:
    """``GET /allocation`` with a field for each of its sliders.

    ``price`` says what the reserve and equity bring about, if anything is asked of them.
    The sliders are a form of method ``get`` to itself; accepting posts ``csrf, digest``
    and the same fields, which ``kept`` carries, to ``/allocation/accept``.
    """

    template: ClassVar[str] = "allocation.html"

    shell: Shell
    sliders: tuple[Slider, ...]
    placed: tuple[PlacedRow, ...]
    left: tuple[LeftRow, ...]
    plans: tuple[PlanRow, ...]
    n_new: int
    n_extra: int
    shares: tuple[ShareRow, ...]
    price: str
    kept: dict[str, str]
    digest: str
    form: FormState = field(default_factory=FormState)
