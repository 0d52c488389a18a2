"""One page value or more of every template, for the tests that walk them all."""

from dataclasses import replace

from tests.web.absence_builders import (
    make_absences_page,
    make_applied_loop_page,
    make_loop_page,
    make_working_loop_page,
)
from tests.web.asking_builders import (
    make_asked_roster_page,
    make_question_page,
    make_what_if_page,
    make_why_page,
)
from tests.web.booking_builders import (
    make_booked_page,
    make_booking_page,
    make_gone_page,
    make_held_page,
    make_patient_page,
    make_patients_page,
)
from tests.web.builders import (
    make_big_token,
    make_board_page,
    make_clinic_live,
    make_clinic_page,
    make_desk_page,
    make_error_page,
    make_home_page,
    make_login_page,
    make_new_token,
    make_room,
    make_shell,
    make_token_live,
    make_token_page,
    make_waiting,
    make_with_me,
)
from tests.web.draft_builders import drafted
from tests.web.duty_builders import duty_samples
from tests.web.planning_builders import planned
from tests.web.roster_builders import (
    make_head,
    make_marked_row,
    make_mine,
    make_roster_page,
)
from tests.web.rostering_builders import (
    make_fairness_page,
    make_new_roster_page,
    make_refused_rules_page,
    make_rules_page,
    make_search_page,
    make_search_without_page,
)
from tests.web.session_builders import (
    make_absence_page,
    make_applied_page,
    make_readiness_page,
    make_reallocation_page,
    make_session_page,
    make_statistics_page,
    make_vitals_page,
)

from horarium.domain.actor import Role
from horarium.web.pages.login import DemoLogin
from horarium.web.pages.shell import Flash, FormState, PageValue, Theme, Tone
from horarium.web.pages.token import TokenStage


def samples() -> dict[str, PageValue]:
    """Every page, also empty, refused and with something to say."""
    return {
        **_plain(),
        **_desk(),
        **_booking(),
        **_session(),
        **_absence(),
        **planned(),
        **_clinic(),
        **_public(),
        **_roster(),
        **duty_samples(),
        **drafted(),
        **_making_rosters(),
    }


def _plain() -> dict[str, PageValue]:
    demo = (DemoLogin("Doctor", "doctor", "demo", "own line, own shifts"),)
    token = make_big_token()
    return {
        "login": make_login_page(demo_logins=demo),
        "login-refused": make_login_page(
            error="Name or password is wrong.", form=FormState({"name": "ana"})
        ),
        **{
            f"home-{role}": make_home_page(
                role, token=token if role is Role.PATIENT else None
            )
            for role in Role
        },
        "home-dark": make_home_page(shell=make_shell(theme=Theme.DARK)),
        **{f"error-{status}": make_error_page(status) for status in (403, 404, 503)},
    }


def _desk() -> dict[str, PageValue]:
    shell = make_shell(Role.STAFF, here="/desk", flash=Flash("Full.", Tone.BAD))
    typed = FormState({"name": "Lena Moss", "phone": "abc"}, {"phone": "Not a number."})
    return {
        "desk": make_desk_page(new_token=make_new_token()),
        "desk-refused": make_desk_page(shell=shell, walk_in=typed, query="zz"),
        "desk-empty": make_desk_page(
            live=replace(make_desk_page().live, sessions=()),
            session_choices=(),
            booked=(),
            n_booked=0,
        ),
    }


def _booking() -> dict[str, PageValue]:
    typed = FormState({"name": "Lena", "born": "soon"}, {"born": "Not a date."})
    none = make_booking_page(groups=(), earlier="/book?from=2025-12-08")
    return {
        "booking": make_booking_page(),
        "booking-none": none,
        "booking-move": make_booking_page(moving="a1"),
        "held": make_held_page(),
        "booked": make_booked_page(),
        "booked-gone": make_gone_page(),
        "patients": make_patients_page(),
        "patients-first": make_patients_page(query="", found=None, may_register=False),
        "patients-refused": make_patients_page(found=(), register=typed),
        "patient": make_patient_page(),
        "patient-new": make_patient_page(coming=(), past=(), wishes=(), book_href=""),
    }


def _session() -> dict[str, PageValue]:
    typed = FormState({"pulse_per_min": "fast"}, {"pulse_per_min": "Not a number."})
    empty = make_session_page(
        people=(), others=(), may_reallocate=False, may_cancel=False, capacity=None
    )
    return {
        "session": make_session_page(),
        "session-empty": empty,
        "vitals": make_vitals_page(),
        "vitals-refused": make_vitals_page(taken=(), form=typed),
        "reallocation": make_reallocation_page(),
        "reallocation-done": make_applied_page(),
        "absence": make_absence_page(),
        "statistics": make_statistics_page(),
        "readiness": make_readiness_page(),
        "statistics-empty": make_statistics_page(sessions=(), waits=()),
    }


def _absence() -> dict[str, PageValue]:
    typed = FormState({"reason": "a cold"}, {"last_on": "182 days at most."})
    return {
        "absences": make_absences_page(),
        "absences-own": make_absences_page(Role.DOCTOR),
        "absences-refused": make_absences_page(rows=(), form=typed),
        "loop": make_loop_page(),
        "loop-done": make_applied_loop_page(),
        "loop-working": make_working_loop_page(),
    }


def _clinic() -> dict[str, PageValue]:
    emergency = make_waiting("A 21", is_emergency=True, appointment_at=None)
    long = make_waiting("A 3", wait_tone=Tone.BAD, wait_word="too long")
    return {
        "clinic-called": make_clinic_page(
            live=make_clinic_live(waiting=(emergency, long))
        ),
        "clinic-started": make_clinic_page(
            live=make_clinic_live(with_me=make_with_me(is_started=True)), late_min=20
        ),
        "clinic-free": make_clinic_page(live=make_clinic_live(with_me=None)),
        "clinic-idle": make_clinic_page(
            live=make_clinic_live(with_me=None, waiting=(), undo_number="")
        ),
        "clinic-none": make_clinic_page(live=None, nothing="Next on Thu 8 Jan, 09:00."),
    }


def _public() -> dict[str, PageValue]:
    rooms = (
        make_room(is_last_called=True),
        make_room("Room 7", "B 121", late_min=20),
        make_room("Room 9", "", following=(), status="starts 14:00"),
    )
    closed = replace(
        make_board_page().live, rooms=(), notice="The lift is out of order."
    )
    return {
        "board": make_board_page(*rooms),
        "board-closed": make_board_page(live=closed),
        **{
            f"token-{stage}": make_token_page(live=make_token_live(stage=stage))
            for stage in TokenStage
        },
        "token-booked-late": make_token_page(
            live=make_token_live(n_ahead=None, wait=None, late_min=20)
        ),
    }


def _roster() -> dict[str, PageValue]:
    page = make_roster_page(6)
    marked = replace(page, rows=(make_marked_row(), *page.rows[1:]))
    mine = make_mine(page.rows[0], page.days)
    return {
        "roster": marked,
        "roster-84": make_roster_page(6, 84),
        "roster-doctor": replace(marked, mine=mine, may_edit=False),
        "roster-filtered": replace(
            marked, view=replace(marked.view, query="ana", day=page.days[3].on)
        ),
        "roster-empty": make_roster_page(
            0,
            days=(),
            rows=(),
            cover=(),
            problems=(),
            one_day=None,
            head=make_head(bound=None, solved_in=None, n_must_fix=0, n_to_improve=0),
        ),
    }


def _making_rosters() -> dict[str, PageValue]:
    typed = FormState({"weeks": "many"}, {"weeks": "Not a whole number."})
    return {
        "new-roster": make_new_roster_page(),
        "new-roster-refused": make_new_roster_page(form=typed),
        "new-roster-first": make_new_roster_page(templates=(), people=(), known=()),
        "search": make_search_page(),
        "search-without": make_search_without_page(),
        "rules": make_rules_page(),
        "rules-refused": make_refused_rules_page(),
        "fairness": make_fairness_page(),
        "roster-asks": make_asked_roster_page(),
        "suppose": make_what_if_page(),
        "suppose-first": make_what_if_page(answer=None, longer=(), sites=()),
        "question": make_question_page(),
        "why": make_why_page(),
    }
