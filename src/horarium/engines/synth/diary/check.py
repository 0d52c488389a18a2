"""An independent judge of what was invented; it shares no code with the stages."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from horarium.domain.token import TokenStatus
from horarium.engines.synth.diary.outcome import Outpatients, Visit
from horarium.engines.synth.diary.problem import ClinicProblem, ClinicSession

_STEPS = ("made_at", "arrived_at", "called_at", "started_at", "ended_at")

_MUST_HAVE = {
    TokenStatus.BOOKED: set(),
    TokenStatus.CANCELLED: {"ended_at"},
    TokenStatus.NO_SHOW: {"ended_at"},
    TokenStatus.ARRIVED: {"arrived_at"},
    TokenStatus.CALLED: {"arrived_at", "called_at"},
    TokenStatus.IN_CONSULTATION: {"arrived_at", "called_at", "started_at"},
    TokenStatus.COMPLETED: {"arrived_at", "called_at", "started_at", "ended_at"},
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be in a real clinic: its kind, and a sentence."""

    kind: str
    sentence: str


def faults(problem: ClinicProblem, found: Outpatients) -> tuple[Fault, ...]:
    """Everything wrong with ``found`` as an answer to ``problem``; empty when sound."""
    by_session: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in found.visits:
        by_session[visit.session].append(visit)
    wrong = [
        fault
        for session in problem.sessions
        for judge in _OF_A_SESSION
        for fault in judge(session, by_session[session.key])
    ]
    wrong += [
        fault for visit in found.visits for fault in _of_a_visit(visit, problem.now)
    ]
    return (*wrong, *_double_booked(found.visits), *_of_people(problem, found))


def _numbers(session: ClinicSession, visits: Sequence[Visit]) -> Iterator[Fault]:
    new = sorted(v.number for v in visits if v.number > session.so_far.last_number)
    wanted = [session.so_far.last_number + 1 + k for k in range(len(new))]
    if new != wanted:
        yield Fault("numbers", f"{session.key}: {new} instead of {wanted}")
    if len({visit.number for visit in visits}) != len(visits):
        yield Fault("numbers", f"{session.key}: a number was given twice")


def _places(session: ClinicSession, visits: Sequence[Visit]) -> Iterator[Fault]:
    holding = Counter(visit.is_overflow for visit in visits if visit.holds_place)
    n_in = holding[False] + session.so_far.n_used
    n_beside = holding[True] + session.so_far.n_overflow_used
    if n_in > session.capacity:
        yield Fault("places", f"{session.key}: {n_in} in {session.capacity}")
    if n_beside > session.overflow_limit:
        yield Fault("overflow", f"{session.key}: {n_beside} beside the places")


def _slots(session: ClinicSession, visits: Sequence[Visit]) -> Iterator[Fault]:
    used = Counter(session.slot(number) for number in session.so_far.used_slots)
    used.update(visit.slot for visit in visits if visit.slot and visit.holds_place)
    for slot, n in used.items():
        if n > 1:
            yield Fault("slot", f"{session.key}: {n} hold {slot.start:%H:%M}")
        if slot.start < session.interval.start or slot.end > session.interval.end:
            yield Fault("slot", f"{session.key}: {slot.start:%H:%M} is outside")


def _one_doctor(session: ClinicSession, visits: Sequence[Visit]) -> Iterator[Fault]:
    never = datetime.max.replace(tzinfo=UTC)
    turns = sorted((v.called_at, v.ended_at or never) for v in visits if v.called_at)
    for (_, ended), (called, _) in pairwise(turns):
        if called < ended:
            yield Fault("doctor", f"{session.key}: two at once at {called:%H:%M:%S}")


_OF_A_SESSION = (_numbers, _places, _slots, _one_doctor)


def _of_a_visit(visit: Visit, now: datetime) -> Iterator[Fault]:
    where = f"{visit.session} no. {visit.number}"
    known = {name: at for name in _STEPS if (at := getattr(visit, name)) is not None}
    if any(later < earlier for earlier, later in pairwise(known.values())):
        yield Fault("order", f"{where}: its instants run backwards")
    if any(at > now for at in known.values()):
        yield Fault("future", f"{where}: knows what happens after the present")
    if set(known) - {"made_at"} != _MUST_HAVE[visit.status]:
        yield Fault("status", f"{where}: {visit.status} with {', '.join(known)}")


def _double_booked(visits: Sequence[Visit]) -> Iterator[Fault]:
    of_patient: defaultdict[int, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.slot and visit.holds_place:
            of_patient[visit.patient].append(visit)
    for patient, own in of_patient.items():
        slots = sorted(visit.slot for visit in own if visit.slot)
        if any(one.overlaps(other) for one, other in pairwise(slots)):
            yield Fault("double-booked", f"patient {patient} at two places at once")


def _of_people(problem: ClinicProblem, found: Outpatients) -> Iterator[Fault]:
    births = {person.number: person.birth_on for person in found.people}
    if sorted(births) != list(range(problem.n_known, problem.n_panel)):
        yield Fault("people", "the panel has gaps")
    if len({one.record_number for one in found.people}) != len(found.people):
        yield Fault("people", "a record number was given twice")
    days = {session.key: session.on_date for session in problem.sessions}
    for visit in found.visits:
        if not 0 <= visit.patient < problem.n_panel:
            yield Fault("people", f"{visit.session}: nobody is {visit.patient}")
        elif births.get(visit.patient, days[visit.session]) > days[visit.session]:
            yield Fault("birth", f"patient {visit.patient} comes before birth")
