"""What matters today to a doctor, a nurse and the desk."""

from datetime import date, timedelta

from horarium.domain.session import Session
from horarium.services import rosters, sessions, views
from horarium.services.rosters import RosterSheet
from horarium.services.views import LineView
from horarium.web.greetings import counted, greeting
from horarium.web.news import news_section
from horarium.web.office.looks import looks_of
from horarium.web.pages.home import HomePage, Item, Section, Tile
from horarium.web.pages.shell import Link, Tone
from horarium.web.visit import Visit
from horarium.web.words import place_of

N_SHIFTS = 7
N_LINES = 8
LONG_MIN, TOO_LONG_MIN = 30, 60


def doctor_home(visit: Visit) -> HomePage:
    """My clinic of today and my next shifts."""
    me = visit.actor.practitioner
    with visit.work() as work:
        mine = [
            one for one in views.lines_today(work) if one.session.practitioner == me
        ]
        stored = rosters.current(work)
        sheet = rosters.sheet(work, stored) if stored else None
        news = news_section(visit, work)
    shifts = _my_shifts(visit, sheet) if sheet else ()
    n_waiting = sum(len(one.waiting) for one in mine)
    lead = "You have no clinic today."
    if mine:
        lead = f"{counted(n_waiting, 'patient')} waiting in your clinic."
    return HomePage(
        shell=visit.shell(),
        greeting=greeting(visit.now(), visit.actor.name),
        lead=lead,
        sections=(
            *news,
            Section(
                title="My clinic today",
                items=tuple(_line_item(visit, one, "/clinic") for one in mine),
                empty="No clinic session today.",
            ),
            Section(
                title="My next shifts",
                items=shifts,
                links=(Link("The whole roster", "/roster"),),
                empty="No shift in the published roster.",
            ),
        ),
        actions=(
            *((Link("Open my line", "/clinic"),) if mine else ()),
            Link("I cannot come", "/absences"),
        ),
    )


def nurse_home(visit: Visit) -> HomePage:
    """The lines that run now, the longest waits first."""
    with visit.work() as work:
        lines = [one for one in views.lines_today(work) if _is_on(visit, one.session)]
    waiting = sum(len(one.waiting) for one in lines)
    longest = max((_longest_min(visit, one) for one in lines), default=0)
    in_order = sorted(lines, key=lambda one: -_longest_min(visit, one))
    return HomePage(
        shell=visit.shell(),
        greeting=greeting(visit.now(), visit.actor.name),
        lead=f"{counted(waiting, 'patient')} waiting in {counted(len(lines), 'line')}.",
        sections=(
            Section(
                title="Now",
                tiles=(
                    Tile(label="Waiting", value=str(waiting), href="/desk"),
                    Tile(
                        label="Longest wait",
                        value=f"{longest} min",
                        tone=_wait_tone(longest),
                        note=_wait_word(longest),
                    ),
                    Tile(
                        label="Still to come",
                        value=str(sum(len(one.booked) for one in lines)),
                        note="booked, not checked in",
                    ),
                ),
            ),
            Section(
                title="Lines, longest wait first",
                items=tuple(_line_item(visit, one, "") for one in in_order[:N_LINES]),
                empty="No session is running now.",
            ),
        ),
        actions=(Link("Check somebody in", "/desk"),),
    )


def staff_home(visit: Visit) -> HomePage:
    """Today's sessions and the places left in them."""
    with visit.work() as work:
        today = [one for one in sessions.today(work) if _is_to_come(visit, one)]
        news = news_section(visit, work)
    left = sum(one.places_left for one in today)
    n_full = sum(not one.places_left for one in today)
    return HomePage(
        shell=visit.shell(),
        greeting=greeting(visit.now(), visit.actor.name),
        lead=f"{counted(left, 'place')} left today in {counted(len(today), 'session')}.",
        sections=(
            *news,
            Section(
                title="Today",
                tiles=(
                    Tile(label="Places left", value=str(left), href="/desk"),
                    Tile(
                        label="Full sessions",
                        value=str(n_full),
                        tone=Tone.WARN if n_full else Tone.PLAIN,
                    ),
                ),
            ),
            Section(
                title="Sessions that are not over",
                items=tuple(_session_item(visit, one) for one in today),
                empty="No more sessions today.",
            ),
        ),
        actions=(Link("Go to the desk", "/desk"),),
    )


def _my_shifts(visit: Visit, sheet: RosterSheet) -> tuple[Item, ...]:
    looks = looks_of(sheet.problem)
    today = visit.now().date()
    mine = [
        duty
        for duty in sheet.stored.assignments
        if duty.practitioner == visit.actor.practitioner and duty.on_date >= today
    ]
    return tuple(
        Item(
            title=looks[duty.shift_type].name,
            detail=looks[duty.shift_type].hours,
            lead=_day(duty.on_date),
            chip=looks[duty.shift_type],
            badge="today" if duty.on_date == today else "",
        )
        for duty in mine[:N_SHIFTS]
    )


def _line_item(visit: Visit, one: LineView, path: str) -> Item:
    start = visit.local(one.session.interval.start)
    end = visit.local(one.session.interval.end)
    longest = _longest_min(visit, one)
    return Item(
        title=f"{one.session.service_name}, {place_of(one.session)}",
        detail=f"{one.session.practitioner_name} · {start:%H:%M}–{end:%H:%M}"
        f" · {one.n_seen} seen, {len(one.booked)} still to come",
        lead=f"{len(one.waiting)} waiting",
        badge=f"longest {longest} min" if one.waiting else "",
        tone=_wait_tone(longest),
        href=f"{path}?session={one.session.id}" if path else "",
    )


def _session_item(visit: Visit, one: Session) -> Item:
    start = visit.local(one.interval.start)
    left = one.places_left
    return Item(
        title=f"{one.service_name}, {place_of(one)}",
        detail=f"{one.practitioner_name} · {_places(one)}",
        lead=f"{start:%H:%M}",
        badge=f"{counted(left, 'place')} left" if left else "full",
        tone=Tone.GOOD if left else Tone.WARN,
        href="/desk",
    )


def _places(one: Session) -> str:
    held = f", {one.n_held} held" if one.n_held else ""
    return f"{one.taken} of {one.capacity} places taken{held}"


def _longest_min(visit: Visit, one: LineView) -> int:
    since = [w.token.arrived_at for w in one.waiting if w.token.arrived_at]
    waited = max((visit.now() - at for at in since), default=timedelta())
    return max(0, int(waited.total_seconds()) // 60)


def _wait_tone(minutes: int) -> Tone:
    if minutes >= TOO_LONG_MIN:
        return Tone.BAD
    return Tone.WARN if minutes >= LONG_MIN else Tone.PLAIN


def _wait_word(minutes: int) -> str:
    if minutes >= TOO_LONG_MIN:
        return "too long"
    return "long" if minutes >= LONG_MIN else "within the target"


def _is_on(visit: Visit, one: Session) -> bool:
    return one.interval.contains(visit.now())


def _is_to_come(visit: Visit, one: Session) -> bool:
    return one.interval.end > visit.now()


def _day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"
