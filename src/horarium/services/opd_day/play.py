"""The day played: the script's happenings and the doctors' work, in order of time."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import numpy as np

from horarium.domain.errors import Conflict, NobodyWaiting, SessionNotOpen
from horarium.domain.ids import PatientId, TokenId
from horarium.domain.token import Token, TokenSource
from horarium.services import lines, tokens
from horarium.services.opd import issuing, slots
from horarium.services.opd import tokens as opd_tokens
from horarium.services.opd.issuing import Asked
from horarium.services.opd.patients import Someone
from horarium.services.opd_day import moving, watching
from horarium.services.opd_day.clinic import Clinic, SimulatedClock, found, lay_out
from horarium.services.opd_day.params import OpdDayParams
from horarium.services.opd_day.report import DayReport
from horarium.services.opd_day.scene import Moment
from horarium.services.opd_day.script import BOOKED, PREPARES_AT, Fate, Person, draw
from horarium.services.work import Work
from horarium.store.database import Database

OnMoment = Callable[[Moment], None]

_REALLOCATED_AFTER_H = 0.75
"""Hours after opening at which a doctor falls ill, before any second slot begins."""

_DELAY_SAID_BEFORE_H = 0.25


def play(
    database: Database,
    params: OpdDayParams,
    *,
    seed: int,
    on_moment: OnMoment | None = None,
) -> DayReport:
    """Play the whole day in an organisation of its own; it stays in the database.

    ``on_moment`` sees the department after each happening, at simulated time; it may
    wait, so that a person can follow.
    """
    script = draw(params, np.random.default_rng([seed, 0]))
    clock = SimulatedClock(params.at(PREPARES_AT))
    clinic = found(database, clock, np.random.default_rng([seed, 1]).bytes)
    day = _Day(clinic, params, on_moment)
    day.run(script)
    return watching.report(
        clinic, params, seed, n_refused=day.n_refused, n_reallocated=day.n_reallocated
    )


class _Day:
    """A queue of happenings; each does its part and says what is to happen later."""

    def __init__(
        self, clinic: Clinic, params: OpdDayParams, on_moment: OnMoment | None
    ) -> None:
        self.n_refused = 0
        self.n_reallocated = 0
        self._clinic = clinic
        self._params = params
        self._on_moment = on_moment
        self._serial = count()
        self._coming: list[tuple[datetime, int, Callable[[], str]]] = []
        self._people: dict[PatientId, Person] = {}

    def run(self, script: list[Person]) -> None:
        """Play everything that happens, in order of time."""
        lay_out(self._clinic, self._params)
        for person in script:
            self._plan(person.joins_at, partial(self._join, person))
        self._plan_the_doctors()
        while self._coming:
            at, _, happen = heapq.heappop(self._coming)
            self._clinic.clock.at = at
            news = happen()
            if news and self._on_moment:
                self._on_moment(watching.moment(self._clinic, news))

    def _plan(self, at: datetime, happen: Callable[[], str]) -> None:
        at = max(at, self._clinic.clock.at)
        heapq.heappush(self._coming, (at, next(self._serial), happen))

    def _plan_the_doctors(self) -> None:
        params = self._params
        said_at = params.at(params.opens - _DELAY_SAID_BEFORE_H)
        for n, doctor in enumerate(self._clinic.doctors):
            late = self._late(n)
            if late:
                self._plan(said_at, partial(self._run_late, n))
            for k, interval in enumerate(doctor.intervals):
                begins_at = interval.start + (late if k == 0 else timedelta())
                for at in (begins_at, interval.end):
                    self._plan(at, partial(self._look, n))
        ill_at = params.at(params.opens + _REALLOCATED_AFTER_H)
        for _ in range(params.reallocations):
            self._plan(ill_at, self._reallocate)

    def _late(self, n: int) -> timedelta:
        is_late = n < self._params.late_doctors
        return timedelta(minutes=self._params.late_min if is_late else 0)

    def _run_late(self, n: int) -> str:
        doctor = self._clinic.doctors[n]
        with self._clinic.work() as work:
            slots.delay(work, str(doctor.sessions[0]), self._params.late_min)
        return f"{doctor.name} will be {self._params.late_min} min late"

    def _join(self, person: Person) -> str:
        """Whoever stands at the desk may go to another doctor who has a place."""
        n_doctors = len(self._clinic.doctors) if person.source not in BOOKED else 1
        for shift in range(n_doctors):
            n = (person.doctor + shift) % len(self._clinic.doctors)
            try:
                token = self._token(person, n)
            except Conflict as refusal:
                reason = refusal.code
            else:
                self._people[token.patient] = person
                self._plan(self._clinic.clock.at, partial(self._look, n))
                return f"{token.label} for {person.source.value}"
        self.n_refused += 1
        return f"{person.source.value} refused: {reason}"

    def _token(self, person: Person, n: int) -> Token:
        session = str(self._clinic.doctors[n].sessions[person.slot])
        asked = Asked(slot=session, someone=Someone(name=person.name))
        with self._clinic.work() as work:
            if person.source is TokenSource.WALK_IN:
                return issuing.walk_in(work, asked)
            if person.source is TokenSource.EMERGENCY:
                return issuing.emergency(work, asked, "sent by triage")
            token = issuing.book(work, asked, person.source)
            self._expect(work, person, token)
            return token

    def _expect(self, work: Work, person: Person, token: Token) -> None:
        if person.fate is Fate.CANCELS and person.cancels_at:
            self._plan(person.cancels_at, partial(self._cancel, token.id))
        if person.fate is Fate.COMES:
            told_at = opd_tokens.told(work, token).place.estimated_at
            early = timedelta(minutes=person.early_min)
            at = (told_at or self._clinic.clock.at) - early
            self._plan(at, partial(self._arrive, token.id))

    def _arrive(self, token_id: TokenId) -> str:
        try:
            with self._clinic.work() as work:
                token = opd_tokens.existing(work, str(token_id))
                token = tokens.check_in(work, token.id)
        except Conflict:
            return "somebody came too late"
        holders = [
            n
            for n, one in enumerate(self._clinic.doctors)
            if token.session in one.sessions
        ]
        for n in holders:
            self._plan(self._clinic.clock.at, partial(self._look, n))
        return f"{token.label} checks in"

    def _cancel(self, token_id: TokenId) -> str:
        try:
            with self._clinic.work() as work:
                token = opd_tokens.existing(work, str(token_id))
                token = tokens.cancel(work, token.id, "cannot come")
        except Conflict:
            return ""
        return f"{token.label} gives up"

    def _reallocate(self) -> str:
        moved = moving.move_one_slot(self._clinic)
        self.n_reallocated += moved.n_tokens
        return moved.news

    def _look(self, n: int) -> str:
        """A doctor who is free looks for the next patient, or ends the slot."""
        doctor, now = self._clinic.doctors[n], self._clinic.clock.at
        if doctor.is_busy:
            return ""
        if doctor.current is None:
            k = doctor.next
            if k == len(doctor.sessions) or now < self._begins_at(n, k):
                return ""
            doctor.current, doctor.next = k, k + 1
        try:
            return self._call(n)
        except SessionNotOpen:
            doctor.current = None
        except NobodyWaiting:
            if now < doctor.intervals[doctor.current].end:
                return ""
            with self._clinic.work() as work:
                lines.close(work, doctor.sessions[doctor.current])
            doctor.current = None
        return self._look(n) or f"{doctor.name} ends a slot"

    def _begins_at(self, n: int, k: int) -> datetime:
        start = self._clinic.doctors[n].intervals[k].start
        return start + self._late(n) if k == 0 else start

    def _call(self, n: int) -> str:
        doctor = self._clinic.doctors[n]
        if doctor.current is None:
            raise AssertionError("only a doctor who holds a slot calls")
        with self._clinic.work() as work:
            token = lines.call_next(work, doctor.sessions[doctor.current])
            lines.start(work, token.id)
        doctor.is_busy = True
        length = timedelta(minutes=self._people[token.patient].service_min)
        over_at = self._clinic.clock.at + length
        self._plan(over_at, partial(self._complete, n, token.id))
        return f"{doctor.name} sees {token.label}"

    def _complete(self, n: int, token_id: TokenId) -> str:
        doctor = self._clinic.doctors[n]
        with self._clinic.work() as work:
            token = lines.complete(work, token_id)
        doctor.is_busy = False
        self._plan(self._clinic.clock.at, partial(self._look, n))
        return f"{token.label} is done"
