"""Who is told what: each person once, whatever a plan changes for them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from horarium.domain.actor import Role
from horarium.domain.ids import PractitionerId
from horarium.domain.session import Session
from horarium.domain.token import Token
from horarium.engines.rostering import RosterProblem
from horarium.services import reallocation
from horarium.services.loop.cause import Cause, CauseKind
from horarium.services.loop.clinics import Meant
from horarium.services.loop.plan import Audience, DutyChange, Telling
from horarium.services.notifications.telling import time_words
from horarium.services.staff_notices import day_words, days_words
from horarium.services.work import Work
from horarium.store import accounts

_ENGLISH = "en"


def tellings(
    work: Work,
    cause: Cause,
    duties: Iterable[DutyChange],
    problem: RosterProblem | None,
    clinics: tuple[Meant, reallocation.Plan | None],
) -> tuple[Telling, ...]:
    """Doctors first, by name, then the desk, then patients by their numbers."""
    meant, moved = clinics
    to_doctors = _to_doctors(work, cause, duties, problem, meant)
    return (
        *sorted(to_doctors, key=lambda one: (one.name, one.key)),
        *_to_desk(work, cause, meant, moved),
        *_to_patients(work, meant, moved),
    )


def _to_doctors(
    work: Work,
    cause: Cause,
    duties: Iterable[DutyChange],
    problem: RosterProblem | None,
    meant: Meant,
) -> Iterator[Telling]:
    words: dict[PractitionerId, list[str]] = defaultdict(list)
    names: dict[PractitionerId, str] = {}
    if cause.practitioner is not None:
        names[cause.practitioner] = cause.name
        words[cause.practitioner].append(_to_the_absent(cause, meant))
    titles = {one.id: one.title for one in problem.shift_types} if problem else {}
    for one in duties:
        names[one.practitioner] = one.name
        if one.practitioner != cause.practitioner:
            was, is_now = (titles.get(k, "off") for k in (one.before, one.after))
            words[one.practitioner].append(
                f"{day_words(one.on)}: {is_now} instead of {was}."
            )
    for given in meant.handovers:
        session = meant.sessions[given.session]
        words[given.target].append(
            f"You take over {_where(work, session)}: "
            f"{_counted(len(given.tokens), 'patient')}."
        )
    for ending in meant.closings:
        if ending.practitioner != cause.practitioner:
            names[ending.practitioner] = ending.name
            session = meant.sessions[ending.session]
            words[ending.practitioner].append(f"No more: {_where(work, session)}.")
    for who, said in words.items():
        yield Telling(
            audience=Audience.DOCTOR, key=who, name=names[who], words=" ".join(said)
        )


def _to_the_absent(cause: Cause, meant: Meant) -> str:
    days = days_words(cause.first_on, cause.last_on)
    if cause.kind is CauseKind.BACK:
        return f"You are expected again, {days}; see the roster."
    words = f"You are away, {days}, and have no duties then."
    closed = [one for one in meant.closings if one.practitioner == cause.practitioner]
    if not closed:
        return words
    return f"{words} Without you {_counted(len(closed), 'clinic')} cannot be held."


def _to_desk(
    work: Work, cause: Cause, meant: Meant, moved: reallocation.Plan | None
) -> Iterator[Telling]:
    if not meant.handovers and not meant.closings:
        return
    n_moved, n_left = (
        (len(moved.moves), len(moved.leftovers)) if moved is not None else (0, 0)
    )
    words = (
        f"{cause.sentence()} {_counted(len(meant.handovers), 'session')} with another "
        f"doctor, {len(meant.closings)} closed; {_counted(n_moved, 'patient')} moved, "
        f"{n_left} on the waitlist."
    )
    for one in accounts.everyone(work.db):
        if one.role is Role.STAFF and one.disabled_at is None:
            yield Telling(
                audience=Audience.DESK, key=one.id, name=one.name, words=words
            )


def _to_patients(
    work: Work, meant: Meant, moved: reallocation.Plan | None
) -> Iterator[Telling]:
    tokens = {token.id: token for line in meant.waiting.values() for token in line}
    for given in meant.handovers:
        for key in given.tokens:
            yield _patient(tokens[key], f"another doctor, {given.target_name}")
    if moved is None:
        return
    for move in moved.moves:
        day = move.start.astimezone(work.zone).date()
        at = f"{day_words(day)}, {time_words(work, move.start, _ENGLISH)}"
        yield _patient(tokens[move.token], f"another time or room: {at}")
    for left in moved.leftovers:
        yield _patient(tokens[left.token], "on the waitlist, with an offer to come")


def _patient(token: Token, words: str) -> Telling:
    return Telling(
        audience=Audience.PATIENT,
        key=UUID(str(token.patient)),
        name=token.label,
        words=words,
    )


def _where(work: Work, session: Session) -> str:
    day = session.on_date
    at = time_words(work, session.interval.start, _ENGLISH)
    return (
        f"{session.service_name}, {day_words(day)}, {at}, "
        f"{session.room}, {session.site}"
    )


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
