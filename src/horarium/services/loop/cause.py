"""What has happened to the people, the sites or the cover of a roster."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from horarium.domain.absence import Absence, AbsenceKind
from horarium.domain.errors import InvalidField
from horarium.domain.ids import AbsenceId, PractitionerId
from horarium.engines.rostering import RosterProblem
from horarium.engines.rostering.changes import Absence as Away
from horarium.engines.rostering.changes import Change, CoverChange, LostSite, Return
from horarium.services.staff_notices import days_words

LONGEST = timedelta(days=182)
"""The longest roster is 26 weeks."""


class CauseKind(StrEnum):
    """Somebody is away or back, a site is lost, or more people are needed."""

    ABSENT = "absent"
    BACK = "back"
    SITE_LOST = "site-lost"
    EXTRA_COVER = "extra-cover"


_NEEDS = {
    CauseKind.ABSENT: {"practitioner", "absence"},
    CauseKind.BACK: {"practitioner", "absence"},
    CauseKind.SITE_LOST: {"site"},
    CauseKind.EXTRA_COVER: {"shift_type"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What happened, from ``first_on`` to ``last_on``, both included.

    ``site`` and ``shift_type`` are ids of the roster; ``heads`` more are needed of that
    shift type on each of the days, fewer when negative. Raises ``InvalidField``.
    """

    kind: CauseKind
    first_on: date
    last_on: date
    absence: AbsenceId | None = None
    practitioner: PractitionerId | None = None
    name: str = ""
    absence_kind: AbsenceKind = AbsenceKind.OTHER
    site: str = ""
    shift_type: str = ""
    heads: int = 1

    def __post_init__(self) -> None:
        if not self.first_on <= self.last_on <= self.first_on + LONGEST:
            raise InvalidField(
                "last_on", self.last_on.isoformat(), "first_on to 182 days later"
            )
        for name in ("practitioner", "absence", "site", "shift_type"):
            if bool(getattr(self, name)) != (name in _NEEDS[self.kind]):
                wanted = " and ".join(sorted(_NEEDS[self.kind]))
                raise InvalidField(
                    name, str(getattr(self, name)), f"with {self.kind}: {wanted}"
                )
        if not self.heads or abs(self.heads) > 50:
            raise InvalidField("heads", str(self.heads), "1 to 50, or -50 to -1")

    @classmethod
    def absent(cls, absence: Absence) -> "Cause":
        """Somebody is away."""
        return cls(
            kind=CauseKind.ABSENT,
            first_on=absence.first_on,
            last_on=absence.last_on,
            absence=absence.id,
            practitioner=absence.practitioner,
            name=absence.practitioner_name,
            absence_kind=absence.kind,
        )

    @property
    def days(self) -> Iterator[date]:
        """Its days, in order."""
        n_days = (self.last_on - self.first_on).days + 1
        return (self.first_on + timedelta(days=k) for k in range(n_days))

    def changes(self, problem: RosterProblem, staff_code: str) -> list[Change]:
        """The same as the rostering engine takes it; none when it is about nobody here."""
        horizon = problem.horizon
        start, end = horizon.day_of(self.first_on), horizon.day_of(self.last_on) + 1
        match self.kind:
            case CauseKind.SITE_LOST:
                return [LostSite(site=self.site, start=start, end=end)]
            case CauseKind.EXTRA_COVER:
                days = range(max(0, start), min(end, problem.n_days))
                return [
                    CoverChange(day=day, shift_type=self.shift_type, heads=self.heads)
                    for day in days
                ]
            case _ if staff_code not in problem.tables.people:
                return []
            case CauseKind.BACK:
                return [Return(person=staff_code, start=start, end=end)]
            case CauseKind.ABSENT:
                kind = self.absence_kind.value
                return [Away(person=staff_code, start=start, end=end, kind=kind)]

    def sentence(self) -> str:
        """What happened, without a word about why."""
        days = days_words(self.first_on, self.last_on)
        match self.kind:
            case CauseKind.ABSENT:
                return f"{self.name} is away, {days}."
            case CauseKind.BACK:
                return f"{self.name} can work again, {days}."
            case CauseKind.SITE_LOST:
                return f"The site {self.site} is closed, {days}."
            case CauseKind.EXTRA_COVER:
                more = f"{abs(self.heads)} {'more' if self.heads > 0 else 'fewer'}"
                return f"{more} needed on {self.shift_type}, {days}."
