"""What patients need of a place, and what doctors can do, when others choose for them.

Whoever books for themselves sees where and when. A patient who is moved or offered a
freed place is asked for nothing that is known to be impossible.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from horarium.domain.errors import InvalidField
from horarium.domain.ids import LocationId, PatientId, PractitionerId, SessionId
from horarium.domain.limits import PatientLimits
from horarium.domain.people import Practitioner
from horarium.domain.session import Session
from horarium.services import existing
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import limits as store
from horarium.store import people

MAX_SKILL = 60
MOST_SKILLS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLimits:
    """Everything that holds for a patient from now on; raises ``InvalidField``.

    ``not_before`` and ``not_after`` are when a visit may begin, by the department's clock.
    """

    needs: tuple[str, ...] = ()
    not_before: time | None = None
    not_after: time | None = None
    site: LocationId | None = None

    def __post_init__(self) -> None:
        checked_skills("needs", self.needs)
        for name in ("not_before", "not_after"):
            value: time | None = getattr(self, name)
            if value is not None and value.tzinfo is not None:
                raise InvalidField(name, value.isoformat(), "a time without a zone")
        if self.not_before and self.not_after and self.not_after < self.not_before:
            raise InvalidField(
                "not_after",
                self.not_after.isoformat("minutes"),
                f"{self.not_before:%H:%M} or later, as not_before is",
            )


def checked_skills(field: str, given: Collection[str]) -> tuple[str, ...]:
    """Skills in order, each once, without blanks around; refuse with ``InvalidField``."""
    for one in given:
        if not one.strip() or len(one) > MAX_SKILL or "\0" in one:
            wanted = f"skills of 1 to {MAX_SKILL} characters each"
            raise InvalidField(field, one[:MAX_SKILL].replace("\0", "\\0"), wanted)
    found = tuple(sorted({one.strip() for one in given}))
    if len(found) > MOST_SKILLS:
        raise InvalidField(field, f"{len(found)} skills", f"at most {MOST_SKILLS}")
    return found


def get(work: Work, wanted: PatientId) -> PatientLimits:
    """What is noted of a patient; the look is recorded."""
    work.require(Permission.PATIENT_READ)
    existing.patient(work, wanted)
    work.record("limits.get", ("patient", wanted), patient=wanted)
    return held(work, wanted)


def held(work: Work, wanted: PatientId) -> PatientLimits:
    """The same for services and pages whose caller has asked and recorded."""
    known = store.of_patients(work.db, [wanted])
    return known.get(wanted) or PatientLimits(patient=wanted)


def note(work: Work, wanted: PatientId, new: NewLimits) -> PatientLimits:
    """Note what holds for a patient, in place of what did.

    Raises ``NoSuchThing`` and ``InvalidField``, for a room where a site is wanted too.
    """
    work.require(Permission.PATIENT_REGISTER)
    existing.patient(work, wanted)
    if new.site is not None and existing.location(work, new.site).kind != "site":
        raise InvalidField("site", str(new.site), "a site, not a room")
    limits = PatientLimits(
        patient=wanted,
        needs=checked_skills("needs", new.needs),
        not_before=new.not_before,
        not_after=new.not_after,
        site=new.site,
    )
    store.keep(work.db, work.organisation, limits, at=work.clock.now())
    noted = [name for name in NewLimits.__slots__ if getattr(new, name)]
    work.record("limits.note", ("patient", wanted), patient=wanted, noted=noted)
    return held(work, wanted)


def set_skills(
    work: Work, wanted: PractitionerId, skills: Collection[str]
) -> Practitioner:
    """Say what a practitioner can do beside what published rosters say."""
    work.require(Permission.PRACTITIONER_ADD)
    existing.practitioner(work, wanted)
    checked = checked_skills("skills", skills)
    store.set_skills(work.db, wanted, checked)
    work.record(
        "practitioners.set_skills", ("practitioner", wanted), skills=list(checked)
    )
    return existing.practitioner(work, wanted)


def of_patients(
    work: Work, wanted: Collection[PatientId]
) -> Mapping[PatientId, PatientLimits]:
    """The limits of those of the patients who have any; asks for no permission."""
    return store.of_patients(work.db, wanted)


@dataclass(frozen=True, slots=True)
class Offered:
    """What the doctor of a session can do, and at which site it takes place."""

    skills: frozenset[str]
    site: LocationId


def offered(work: Work, sessions: Sequence[Session]) -> Mapping[SessionId, Offered]:
    """What each session offers to those with limits."""
    if not sessions:
        return {}
    team = {one.id: one for one in people.practitioners(work.db)}
    places = {one.id: one for one in people.locations(work.db)}
    days = [one.on_date for one in sessions]
    rostered = store.rostered_skills(work.db, min(days), max(days))
    found = {}
    for one in sessions:
        doctor = team[one.practitioner]
        skills = rostered.get(doctor.staff_code, frozenset()) | set(doctor.skills)
        site = places[one.location].part_of or one.location
        found[one.id] = Offered(skills, site)
    return found


def is_within_hours(work: Work, limits: PatientLimits, start: datetime) -> bool:
    """Whether a visit that begins at ``start`` suits the patient's hours."""
    if limits.not_before is None and limits.not_after is None:
        return True
    clock_time = start.astimezone(work.zone).time()
    return (limits.not_before is None or clock_time >= limits.not_before) and (
        limits.not_after is None or clock_time <= limits.not_after
    )


def possible(
    work: Work, session: Session, wanted: Collection[PatientId]
) -> Callable[[PatientId, datetime], bool]:
    """Whether one of the patients could come to a session at an instant, as far as is known."""
    noted = store.of_patients(work.db, wanted)
    offers = offered(work, [session] if noted else [])

    def could_come(patient: PatientId, start: datetime) -> bool:
        own = noted.get(patient)
        if own is None:
            return True
        place = offers[session.id]
        return (
            set(own.needs) <= place.skills
            and own.site in (None, place.site)
            and is_within_hours(work, own, start)
        )

    return could_come
