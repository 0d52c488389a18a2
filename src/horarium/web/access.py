"""Who may open what: one row a route, by the name of its function.

A route that has no row here is refused to everybody. The services ask for their
permissions again; this table is the first wall and what the documentation prints.
"""

from enum import StrEnum

from horarium.domain.actor import Actor, ActorKind
from horarium.services.permissions import Permission, may


class Open(StrEnum):
    """Routes that ask for no permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"


ACCESS: dict[str, Permission | Open] = {
    "show_login": Open.PUBLIC,
    "sign_in": Open.PUBLIC,
    "sign_out": Open.SIGNED_IN,
    "show_home": Permission.HOME_READ,
    "show_roster": Permission.ROSTER_READ,
    "show_own_duties": Permission.OWN_DUTIES_READ,
    "show_own_requests": Permission.OWN_DUTIES_READ,
    "show_own_fairness": Permission.OWN_DUTIES_READ,
    "show_swaps": Permission.OWN_DUTIES_READ,
    "renew_calendar_link": Permission.OWN_DUTIES_CHANGE,
    "revoke_calendar_link": Permission.OWN_DUTIES_CHANGE,
    "ask_for_days": Permission.OWN_DUTIES_CHANGE,
    "withdraw_request": Permission.OWN_DUTIES_CHANGE,
    "offer_duty": Permission.OWN_DUTIES_CHANGE,
    "withdraw_offer": Permission.OWN_DUTIES_CHANGE,
    "accept_duty": Permission.OWN_DUTIES_CHANGE,
    "propose_ring": Permission.OWN_DUTIES_CHANGE,
    "consent_to_ring": Permission.OWN_DUTIES_CHANGE,
    "decline_ring": Permission.OWN_DUTIES_CHANGE,
    "show_inbox": Permission.DUTY_REQUEST_DECIDE,
    "decide_request": Permission.DUTY_REQUEST_DECIDE,
    "decide_swap": Permission.DUTY_REQUEST_DECIDE,
    "set_swap_policy": Permission.DUTY_REQUEST_DECIDE,
    "send_feed": Open.PUBLIC,
    "show_roster_files": Permission.ROSTER_READ,
    "send_roster_file": Permission.ROSTER_READ,
    "print_roster": Permission.ROSTER_READ,
    "import_roster": Permission.ROSTER_SOLVE,
    "show_new_roster": Permission.ROSTER_SOLVE,
    "request_new_roster": Permission.ROSTER_SOLVE,
    "show_search": Permission.ROSTER_SOLVE,
    "follow_search": Permission.ROSTER_SOLVE,
    "stop_search": Permission.ROSTER_SOLVE,
    "show_rules": Permission.ROSTER_SOLVE,
    "change_rule": Permission.ROSTER_SOLVE,
    "reset_rule": Permission.ROSTER_SOLVE,
    "solve_again": Permission.ROSTER_SOLVE,
    "show_fairness": Permission.ROSTER_SOLVE,
    "show_supposing": Permission.ROSTER_SOLVE,
    "suppose": Permission.ROSTER_SOLVE,
    "ask_conflict": Permission.ROSTER_SOLVE,
    "show_question": Permission.ROSTER_SOLVE,
    "follow_question": Permission.ROSTER_SOLVE,
    "stop_question": Permission.ROSTER_SOLVE,
    "show_why": Permission.ROSTER_READ,
    "show_rosters": Permission.ROSTER_EDIT,
    "compare_rosters": Permission.ROSTER_EDIT,
    "compare_versions": Permission.ROSTER_EDIT,
    "copy_roster": Permission.ROSTER_EDIT,
    "archive_roster": Permission.ROSTER_EDIT,
    "show_editor": Permission.ROSTER_EDIT,
    "edit_roster": Permission.ROSTER_EDIT,
    "show_targets": Permission.ROSTER_EDIT,
    "follow_draft": Permission.ROSTER_EDIT,
    "show_others_changes": Permission.ROSTER_EDIT,
    "show_publishing": Permission.ROSTER_PUBLISH,
    "publish_roster": Permission.ROSTER_PUBLISH,
    "show_desk": Permission.APPOINTMENT_READ,
    "find_booked": Permission.APPOINTMENT_READ,
    "follow_desk": Permission.APPOINTMENT_READ,
    "add_walk_in": Permission.TOKEN_ADD,
    "add_emergency": Permission.TOKEN_ADD,
    "check_in": Permission.TOKEN_CHECK_IN,
    "show_patients": Permission.PATIENT_READ,
    "find_patients": Permission.PATIENT_READ,
    "register_patient": Permission.PATIENT_REGISTER,
    "show_patient": Permission.APPOINTMENT_READ,
    "give_token": Permission.TOKEN_ADD,
    "leave_waitlist": Permission.APPOINTMENT_BOOK,
    "show_booking": Permission.APPOINTMENT_BOOK,
    "hold_slot": Permission.APPOINTMENT_BOOK,
    "move_appointment": Permission.APPOINTMENT_BOOK,
    "join_waitlist": Permission.APPOINTMENT_BOOK,
    "show_appointment": Permission.APPOINTMENT_READ,
    "send_calendar": Permission.APPOINTMENT_READ,
    "confirm_hold": Permission.APPOINTMENT_BOOK,
    "release_hold": Permission.APPOINTMENT_BOOK,
    "cancel_appointment": Permission.APPOINTMENT_CANCEL,
    "show_session": Permission.SESSION_READ,
    "check_in_token": Permission.TOKEN_CHECK_IN,
    "take_back": Permission.TOKEN_CHECK_IN,
    "let_leave": Permission.TOKEN_CHECK_IN,
    "transfer_token": Permission.TOKEN_ADD,
    "cancel_token": Permission.APPOINTMENT_CANCEL,
    "change_places": Permission.SESSION_CAPACITY,
    "show_vitals": Permission.VITALS_READ,
    "record_vitals": Permission.VITALS_RECORD,
    "show_absences": Permission.ABSENCE_REPORT,
    "report_absence": Permission.ABSENCE_REPORT,
    "plan_absence": Permission.ROSTER_REPAIR,
    "end_absence": Permission.ABSENCE_REPORT,
    "show_loop_plan": Permission.ROSTER_REPAIR,
    "apply_loop_plan": Permission.ROSTER_REPAIR,
    "renew_loop_plan": Permission.ROSTER_REPAIR,
    "stop_loop_plan": Permission.ROSTER_REPAIR,
    "show_absence": Permission.SESSION_REALLOCATE,
    "plan_reallocation": Permission.SESSION_REALLOCATE,
    "show_reallocation": Permission.SESSION_REALLOCATE,
    "apply_reallocation": Permission.SESSION_REALLOCATE,
    "show_statistics": Permission.STATISTICS_READ,
    "show_attendance": Permission.ATTENDANCE_READ,
    "follow_fit": Permission.ATTENDANCE_READ,
    "request_fit": Permission.ATTENDANCE_MANAGE,
    "change_attendance": Permission.ATTENDANCE_MANAGE,
    "show_what_if": Permission.SIMULATION_RUN,
    "ask_what_if": Permission.SIMULATION_RUN,
    "show_what_if_answer": Permission.SIMULATION_RUN,
    "follow_what_if": Permission.SIMULATION_RUN,
    "show_allocation": Permission.ALLOCATION_PLAN,
    "accept_allocation": Permission.ALLOCATION_PLAN,
    "show_calls": Permission.CALL_MAKE,
    "settle_call": Permission.CALL_MAKE,
    "show_own_booking": Permission.OWN_CARE_BOOK,
    "hold_own_slot": Permission.OWN_CARE_BOOK,
    "move_own_appointment": Permission.OWN_CARE_BOOK,
    "join_waitlist_myself": Permission.OWN_CARE_BOOK,
    "accept_own_offer": Permission.OWN_CARE_ANSWER,
    "decline_own_offer": Permission.OWN_CARE_ANSWER,
    "show_own_appointment": Permission.OWN_CARE_READ,
    "send_own_calendar": Permission.OWN_CARE_READ,
    "confirm_own_hold": Permission.OWN_CARE_BOOK,
    "release_own_hold": Permission.OWN_CARE_BOOK,
    "cancel_own_appointment": Permission.OWN_CARE_BOOK,
    "show_clinic": Permission.TOKEN_SERVE,
    "follow_clinic": Permission.TOKEN_SERVE,
    "call_next": Permission.TOKEN_SERVE,
    "start": Permission.TOKEN_SERVE,
    "complete": Permission.TOKEN_SERVE,
    "mark_no_show": Permission.TOKEN_SERVE,
    "undo_call": Permission.TOKEN_SERVE,
    "call_again": Permission.TOKEN_SERVE,
    "skip_called": Permission.TOKEN_SERVE,
    "begin_break": Permission.TOKEN_SERVE,
    "end_break": Permission.TOKEN_SERVE,
    "run_late": Permission.SESSION_DELAY,
    "show_board": Open.PUBLIC,
    "follow_board": Open.PUBLIC,
    "show_token": Open.PUBLIC,
    "follow_token": Open.PUBLIC,
    "send_static": Open.PUBLIC,
}


def allows(route: str, actor: Actor) -> bool:
    """Whether the table lets ``actor`` through to the route of that name."""
    match ACCESS.get(route):
        case None:
            return False
        case Open.PUBLIC:
            return True
        case Open.SIGNED_IN:
            return actor.kind is not ActorKind.ANONYMOUS
        case permission:
            return may(actor, permission)
