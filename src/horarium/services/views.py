"""What people see of a line: the doctor's list, the public board, the patient's token."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import AppointmentId, SessionId, TokenId
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.engines.queueing import (
    Line,
    LineToken,
    Outlook,
    WaitEstimate,
    calling_order,
    expected_wait,
)
from horarium.services.line_loading import Loaded, load, load_all
from horarium.services.outlook import outlooks
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import people, token_transfers
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store

N_NEXT = 4
"""How many of the next numbers the board shows."""

N_DRAWS = 200
"""Futures of one waiting time where many are told at once; enough for whole minutes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A line, what is to be expected of it, and when it was looked at."""

    line: Loaded
    outlook: Outlook
    now: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the line, in the order of being called, with an honest wait.

    ``used`` is how much of the promised wait is over: 1 at the target of the class.
    """

    token: Token
    wait: WaitEstimate
    used: float


@dataclass(frozen=True, slots=True)
class LineView:
    """A session's line as its doctor sees it; ``waiting`` is in calling order."""

    session: Session
    with_doctor: Token | None
    waiting: tuple[Waiting, ...]
    booked: tuple[Token, ...]
    skipped: tuple[Token, ...]
    n_seen: int
    n_noshow: int

    @property
    def next(self) -> Token | None:
        """Whom *call next* would call."""
        return self.waiting[0].token if self.waiting else None


@dataclass(frozen=True, slots=True)
class BookedToday:
    """Somebody with an appointment today."""

    token: Token
    session: Session
    birth_on: date | None


@dataclass(frozen=True, slots=True)
class BoardRoom:
    """One room on the public board: numbers, never a patient's name.

    ``wait`` is what a walk-in who came now would have to expect; ``n_recalls`` is how
    often ``now_serving`` was called again.
    """

    session: SessionId
    room: str
    site: str
    service: str
    practitioner: str
    start: datetime
    end: datetime
    now_serving: str | None
    called_at: datetime | None
    next_labels: tuple[str, ...]
    n_waiting: int
    late_min: int
    wait: WaitEstimate | None = None
    n_recalls: int = 0


@dataclass(frozen=True, slots=True)
class TokenView:
    """A patient's token as its own page shows it; ``wait`` only while there is one."""

    id: TokenId
    session: SessionId
    opaque: str
    label: str
    status: TokenStatus
    source: TokenSource
    room: str
    site: str
    service: str
    practitioner: str
    session_start: datetime
    slot_start_at: datetime | None
    late_min: int
    now_serving: str | None
    wait: WaitEstimate | None
    appointment: AppointmentId | None = None


def line(work: Work, wanted: SessionId) -> LineView:
    """The line of one session."""
    work.require(Permission.TOKEN_READ)
    return line_view(_seen(work, load(work, wanted, lock=False), n_draws=N_DRAWS))


def lines_today(work: Work) -> list[LineView]:
    """The lines of today's sessions that are not over."""
    work.require(Permission.TOKEN_READ)
    return [line_view(one) for one in _seen_today(work)]


def tokens_today(work: Work) -> list[BookedToday]:
    """Everybody with an appointment today who has not given it up, by time."""
    work.require(Permission.APPOINTMENT_READ)
    sessions = {one.id: one for one in session_store.on_date(work.db, work.today)}
    tokens = token_store.of_sessions(work.db, sessions)
    booked = [
        token
        for of_one in tokens.values()
        for token in of_one
        if token.appointment and token.status is not TokenStatus.CANCELLED
    ]
    births = people.birth_dates(work.db, [token.patient for token in booked])
    found = [
        BookedToday(token, sessions[token.session], births.get(token.patient))
        for token in booked
    ]
    work.record("views.tokens_today", ("session", "today"), n_read=len(found))
    return sorted(found, key=_by_time)


def board(work: Work) -> tuple[BoardRoom, ...]:
    """Every room of today whose session is on or about to begin; open to the public."""
    return tuple(_room(one) for one in _seen_today(work))


def token(work: Work, opaque: str) -> TokenView:
    """The token behind a patient's link; who has the link may see it.

    A token that went on in another line shows the one it became.
    """
    found = token_store.by_opaque(work.db, opaque) if "\0" not in opaque else None
    if found is not None and found.status is TokenStatus.TRANSFERRED:
        found = token_store.by_id(work.db, token_transfers.last_of(work.db, found.id))
    if found is None:
        raise NoSuchThing("token", "behind this link")
    return token_view(_seen(work, load(work, found.session, lock=False)), found)


def my_tokens(work: Work) -> list[TokenView]:
    """The signed-in patient's tokens from today on, soonest first."""
    work.require(Permission.OWN_CARE_READ)
    if work.actor.patient is None:
        return []
    mine = token_store.of_patient(work.db, work.actor.patient, since=work.today)
    return [
        token_view(_seen(work, load(work, one.session, lock=False)), one)
        for one in mine
        if one.status not in (TokenStatus.CANCELLED, TokenStatus.TRANSFERRED)
    ]


def token_view(seen: Seen, found: Token) -> TokenView:
    """The patient's view of ``found`` within its line."""
    one = seen.line
    session = one.session
    serving = _with_doctor(one)
    may_wait = found.status in (TokenStatus.ARRIVED, TokenStatus.BOOKED)
    return TokenView(
        id=found.id,
        session=session.id,
        opaque=found.opaque,
        label=found.label,
        status=found.status,
        source=found.source,
        room=session.room,
        site=session.site,
        service=session.service_name,
        practitioner=session.practitioner_name,
        session_start=session.interval.start,
        slot_start_at=found.slot_start_at,
        late_min=session.late_min,
        now_serving=serving.label if serving else None,
        wait=_wait(seen, found) if may_wait and session.closed_at is None else None,
        appointment=found.appointment,
    )


def line_view(seen: Seen) -> LineView:
    """The doctor's view of a line."""
    one = seen.line
    by_status: dict[TokenStatus, list[Token]] = {}
    for found in one.tokens.values():
        by_status.setdefault(found.status, []).append(found)
    return LineView(
        session=one.session,
        with_doctor=_with_doctor(one),
        waiting=tuple(
            Waiting(found, _wait(seen, found), _used(seen, found))
            for found in _in_order(one, seen.now)
        ),
        booked=tuple(by_status.get(TokenStatus.BOOKED, ())),
        skipped=tuple(by_status.get(TokenStatus.SKIPPED, ())),
        n_seen=len(by_status.get(TokenStatus.COMPLETED, ())),
        n_noshow=len(by_status.get(TokenStatus.NO_SHOW, ())),
    )


def _used(seen: Seen, found: Token) -> float:
    """Which share of its class's target wait a waiting token has waited."""
    token = seen.line.line.tokens[found.id]
    target_min = seen.line.policy.row(token.priority_class).target_wait_min
    waited_min = (seen.now - token.counts_from).total_seconds() / 60.0
    return max(0.0, waited_min) / target_min


def _by_time(one: BookedToday) -> tuple[datetime, str]:
    start = one.token.slot_start_at or one.session.interval.start
    return start, one.token.patient_name


def _seen(work: Work, one: Loaded, *, n_draws: int | None = None) -> Seen:
    outlook = outlooks(work, [one])[one.session.id]
    drawn = replace(outlook, n_draws=n_draws or outlook.n_draws)
    return Seen(one, drawn, work.clock.now())


def _seen_today(work: Work) -> list[Seen]:
    sessions = [
        session
        for session in session_store.on_date(work.db, work.today)
        if not session.status.is_over
    ]
    lines = load_all(work, sessions)
    known = outlooks(work, lines)
    now = work.clock.now()
    return [
        Seen(one, replace(known[one.session.id], n_draws=N_DRAWS), now) for one in lines
    ]


def _room(seen: Seen) -> BoardRoom:
    one, session = seen.line, seen.line.session
    serving = _with_doctor(one)
    order = _in_order(one, seen.now)
    return BoardRoom(
        session=session.id,
        room=session.room,
        site=session.site,
        service=session.service_name,
        practitioner=session.practitioner_name,
        start=session.interval.start,
        end=session.interval.end,
        now_serving=serving.label if serving else None,
        called_at=serving.called_at if serving else None,
        next_labels=tuple(found.label for found in order[:N_NEXT]),
        n_waiting=len(order),
        late_min=session.late_min,
        wait=_newcomers_wait(seen),
        n_recalls=serving.n_recalls if serving else 0,
    )


def _with_doctor(one: Loaded) -> Token | None:
    return next(
        (found for found in one.tokens.values() if found.status.is_with_doctor), None
    )


def _in_order(one: Loaded, now: datetime) -> Sequence[Token]:
    by_number = {found.number: found for found in one.tokens.values()}
    return [
        by_number[found.number] for found in calling_order(one.line, now, one.policy)
    ]


def _wait(seen: Seen, found: Token) -> WaitEstimate:
    one = seen.line
    return expected_wait(one.line, found.id, seen.now, one.policy, seen.outlook)


def _newcomers_wait(seen: Seen) -> WaitEstimate | None:
    """The wait of a walk-in who came now; ``None`` when there is no place."""
    one, now = seen.line, seen.now
    if one.session.places_left <= 0 or now >= one.session.interval.end:
        return None
    walk_in = TokenSource.WALK_IN
    newcomer = LineToken(
        id="newcomer",
        number=1 + max((found.number for found in one.tokens.values()), default=0),
        priority_class=walk_in.value,
        source=walk_in,
        status=TokenStatus.ARRIVED,
        visit_type=walk_in.value,
        arrived_at=now,
    )
    line = Line.of(one.line.session, [*one.line.tokens.values(), newcomer])
    return expected_wait(line, newcomer.id, now, one.policy, seen.outlook)
