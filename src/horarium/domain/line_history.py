"""What past days of a service taught about its lines: counts and sums, never a patient."""

from dataclasses import dataclass
from datetime import date

from horarium.domain.ids import PractitionerId, ServiceId


@dataclass(frozen=True, slots=True)
class Consultations:
    """``n`` consultations of one practitioner and kind of visit, ``total_min`` together."""

    practitioner: PractitionerId
    visit_type: str
    n: int
    total_min: float
    total_sq_min2: float


@dataclass(frozen=True, slots=True)
class Arrivals:
    """``n`` people of a class came unbooked in one hour of the site's day, while sessions
    were open for ``open_min`` minutes of that hour altogether."""

    priority_class: str
    hour: int
    n: int
    open_min: float


@dataclass(frozen=True, slots=True)
class Shows:
    """Of ``n_booked`` booked visits of a kind, ``n_came`` came."""

    visit_type: str
    n_booked: int
    n_came: int


@dataclass(frozen=True, slots=True)
class Widening:
    """By which ``share`` of its width an interval keeps its promise of ``coverage``.

    Learnt from ``n`` past waits; an empty ``priority_class`` is everybody.
    """

    discipline: str
    priority_class: str
    coverage: float
    share: float
    n: int


@dataclass(frozen=True, slots=True)
class ServiceHistory:
    """Everything past days taught of one service, as learnt on a day."""

    service: ServiceId
    learnt_on: date
    consultations: tuple[Consultations, ...] = ()
    arrivals: tuple[Arrivals, ...] = ()
    shows: tuple[Shows, ...] = ()
    widenings: tuple[Widening, ...] = ()
