"""Page values for tests: everything optional, everybody invented."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from horarium.domain.actor import Role
from horarium.web.nav import nav_for
from horarium.web.pages.board import BoardLive, BoardPage, BoardRoom
from horarium.web.pages.clinic import ClinicLive, ClinicPage, Waiting, WithMe
from horarium.web.pages.desk import (
    BookedPatient,
    DeskLive,
    DeskPage,
    DeskSession,
    NewToken,
)
from horarium.web.pages.error import ErrorPage
from horarium.web.pages.home import BigToken, HomePage, Item, Section, Tile
from horarium.web.pages.login import LoginPage
from horarium.web.pages.shell import Choice, Link, Shell, SignedIn, Tone
from horarium.web.pages.token import TokenLive, TokenPage, TokenStage, WaitInterval

ZONE = ZoneInfo("Europe/London")
TODAY = date(2026, 1, 6)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, 6, hour, minute, tzinfo=ZONE)


def make_shell(role: Role | None = Role.COORDINATOR, **changes) -> Shell:
    user = SignedIn("Ana Ruiz", role.value.capitalize()) if role else None
    shell = Shell(
        here="/",
        organisation="Department of Medicine",
        now=at(10, 42),
        zone="Europe/London",
        csrf="c5rf",
        user=user,
        nav=nav_for(role) if role else (),
    )
    return replace(shell, **changes)


def make_login_page(**changes) -> LoginPage:
    page = LoginPage(shell=make_shell(None, here="/login"))
    return replace(page, **changes)


def make_error_page(status: int = 404, **changes) -> ErrorPage:
    page = ErrorPage(
        shell=make_shell(here="/lost"),
        status=status,
        title="There is nothing here",
        sentence="There is no session 42.",
        actions=(Link("Back to today", "/"), Link("Front desk", "/desk")),
        reference="req-81f2",
    )
    return replace(page, **changes)


def make_home_page(role: Role = Role.COORDINATOR, **changes) -> HomePage:
    page = HomePage(
        shell=make_shell(role),
        greeting="Good morning, Ana",
        lead="two shifts are short today",
        sections=(
            Section(
                title="Cover today",
                tiles=(
                    Tile(label="On duty", value="17", note="of 19 wanted", share=0.89),
                    Tile(label="Short", value="2", tone=Tone.BAD, href="/roster"),
                ),
                items=(
                    Item(title="Night, North", badge="1 short", tone=Tone.BAD),
                    Item(title="Long day, East", detail="Ben Okoro is away"),
                ),
                links=(Link("Open the roster", "/roster"),),
            ),
            Section(title="Requests", empty="Nobody has asked for anything."),
        ),
    )
    return replace(page, **changes)


def make_big_token() -> BigToken:
    return BigToken(
        number="A 9",
        headline="Waiting",
        detail="about 4 people before you",
        href="/t/x",
    )


def make_session(**changes) -> DeskSession:
    session = DeskSession(
        id="s1",
        service="General medicine",
        room="Room 4",
        doctor="Dr Meera Nair",
        start=at(9),
        end=at(13),
        capacity=18,
        taken=14,
        overflow_limit=3,
        overflow_used=1,
        n_waiting=5,
        status="open",
        tone=Tone.GOOD,
        now_serving="A 8",
    )
    return replace(session, **changes)


def make_booked(**changes) -> BookedPatient:
    patient = BookedPatient(
        appointment="a1",
        name="Sahana Pillai",
        born=date(1961, 3, 3),
        start=at(11, 20),
        service="General medicine",
        doctor="Dr Meera Nair",
        status="booked",
        may_check_in=True,
    )
    return replace(patient, **changes)


def make_new_token(**changes) -> NewToken:
    token = NewToken(
        number="A 15",
        patient="Lena Moss",
        where="Room 4",
        href="/t/x",
        note="28–54 min",
    )
    return replace(token, **changes)


def make_desk_page(**changes) -> DeskPage:
    page = DeskPage(
        shell=make_shell(Role.STAFF, here="/desk"),
        live=DeskLive((make_session(),), as_of=at(10, 42)),
        stream="/desk/events",
        session_choices=(Choice("s1", "09:00 General medicine, 4 left"),),
        booked=(make_booked(),),
        n_booked=1,
    )
    return replace(page, **changes)


def make_waiting(number: str = "A 7", **changes) -> Waiting:
    waiting = Waiting(
        token=f"t-{number[2:]}",
        number=number,
        name="Sneha Joshi",
        source="follow-up",
        waited=timedelta(minutes=34),
        expected="0–15 min",
        appointment_at=at(10, 20),
    )
    return replace(waiting, **changes)


def make_with_me(**changes) -> WithMe:
    me = WithMe(
        token="t-8",
        number="A 8",
        name="Karthik Rao",
        source="online",
        is_started=False,
        since=at(10, 36),
        elapsed=timedelta(minutes=6),
    )
    return replace(me, **changes)


def make_clinic_live(**changes) -> ClinicLive:
    live = ClinicLive(
        base="/clinic/s1",
        csrf="c5rf",
        with_me=make_with_me(),
        waiting=(make_waiting("A 7"), make_waiting("A 9", name="Omkar Patil")),
        n_seen=3,
        n_no_show=1,
        n_expected=6,
        as_of=at(10, 42),
        undo_number="A 8",
    )
    return replace(live, **changes)


def make_clinic_page(**changes) -> ClinicPage:
    page = ClinicPage(
        shell=make_shell(Role.DOCTOR, here="/clinic"),
        live=make_clinic_live(),
        stream="/clinic/s1/events",
        heading="Dr Meera Nair · Room 4",
        subheading="General medicine, 09:00–13:00",
        most_late_min=480,
    )
    return replace(page, **changes)


def make_room(room: str = "Room 4", now: str = "A 8", **changes) -> BoardRoom:
    value = BoardRoom(
        room=room,
        doctor="Dr Meera Nair",
        service="General medicine",
        now=now,
        following=("A 7", "A 9", "A 10"),
        wait=WaitInterval(25, 50),
    )
    return replace(value, **changes)


def make_board_page(*rooms: BoardRoom, **changes) -> BoardPage:
    page = BoardPage(
        shell=make_shell(None, here="/board"),
        live=BoardLive(rooms or (make_room(is_last_called=True),), as_of=at(10, 42)),
        stream="/board/events",
        title="Outpatient department",
    )
    return replace(page, **changes)


def make_token_live(**changes) -> TokenLive:
    live = TokenLive(
        number="A 9",
        stage=TokenStage.WAITING,
        headline="Waiting",
        advice="Please stay near the waiting room.",
        service="General medicine",
        doctor="Dr Meera Nair",
        room="Room 4",
        as_of=at(10, 42),
        n_ahead=4,
        wait=WaitInterval(28, 54),
        now_serving="A 8",
    )
    return replace(live, **changes)


def make_token_page(**changes) -> TokenPage:
    page = TokenPage(
        shell=make_shell(None, here="/t/x"),
        live=make_token_live(),
        stream="/t/x/events",
    )
    return replace(page, **changes)
