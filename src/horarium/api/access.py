"""Who may call what: one row a route, by the name of its function.

A route that has no row here is refused to everybody. The services ask for their
permissions again; this table is the first wall and what the documentation prints.
"""

from enum import StrEnum

from horarium.services.permissions import Permission

P = Permission


class Open(StrEnum):
    """Routes that ask for no permission."""

    PUBLIC = "public"


ACCESS: dict[str, Permission | Open] = {
    "who_am_i": P.HOME_READ,
    "list_sessions": P.SESSION_READ,
    "list_practitioners": P.SESSION_READ,
    "list_services": P.SESSION_READ,
    "list_locations": P.SESSION_READ,
    "open_session": P.SESSION_OPEN,
    "get_session": P.SESSION_READ,
    "get_line": P.TOKEN_READ,
    "run_late": P.SESSION_DELAY,
    "close_session": P.TOKEN_SERVE,
    "list_tokens": P.TOKEN_READ,
    "add_walk_in": P.TOKEN_ADD,
    "add_emergency": P.TOKEN_ADD,
    "begin_break": P.SESSION_DELAY,
    "end_break": P.SESSION_DELAY,
    "change_capacity": P.SESSION_CAPACITY,
    "list_appointments": P.APPOINTMENT_READ,
    "call_next": P.TOKEN_SERVE,
    "undo_call": P.TOKEN_SERVE,
    "get_token": P.TOKEN_READ,
    "check_in_token": P.TOKEN_CHECK_IN,
    "start_token": P.TOKEN_SERVE,
    "complete_token": P.TOKEN_SERVE,
    "mark_noshow": P.TOKEN_SERVE,
    "recall_token": P.TOKEN_SERVE,
    "skip_token": P.TOKEN_SERVE,
    "return_token": P.TOKEN_CHECK_IN,
    "token_left": P.TOKEN_CHECK_IN,
    "transfer_token": P.TOKEN_ADD,
    "cancel_token": P.APPOINTMENT_CANCEL,
    "book_appointment": P.APPOINTMENT_BOOK,
    "get_appointment": P.APPOINTMENT_READ,
    "cancel_appointment": P.APPOINTMENT_CANCEL,
    "check_in_appointment": P.TOKEN_CHECK_IN,
    "list_slots": P.SESSION_READ,
    "list_rules": P.SESSION_READ,
    "define_rule": P.SESSION_OPEN,
    "get_rule": P.SESSION_READ,
    "end_rule": P.SESSION_OPEN,
    "list_unavailabilities": P.SESSION_READ,
    "take_time_away": P.SESSION_OPEN,
    "get_unavailability": P.SESSION_READ,
    "give_time_back": P.SESSION_OPEN,
    "open_horizon": P.SESSION_OPEN,
    "set_quotas": P.SESSION_OPEN,
    "hold_slot": P.APPOINTMENT_BOOK,
    "get_hold": P.APPOINTMENT_READ,
    "confirm_hold": P.APPOINTMENT_BOOK,
    "release_hold": P.APPOINTMENT_BOOK,
    "reschedule_appointment": P.APPOINTMENT_BOOK,
    "join_waitlist": P.APPOINTMENT_BOOK,
    "list_waitlist": P.APPOINTMENT_READ,
    "get_wish": P.APPOINTMENT_READ,
    "leave_waitlist": P.APPOINTMENT_BOOK,
    "list_offers_of_wish": P.APPOINTMENT_READ,
    "list_offers": P.APPOINTMENT_READ,
    "get_offer": P.APPOINTMENT_READ,
    "accept_offer": P.APPOINTMENT_BOOK,
    "decline_offer": P.APPOINTMENT_BOOK,
    "register_patient": P.PATIENT_REGISTER,
    "search_patients": P.PATIENT_READ,
    "get_patient": P.PATIENT_READ,
    "list_rosters": P.ROSTER_READ,
    "get_current_roster": P.ROSTER_READ,
    "get_roster": P.ROSTER_READ,
    "list_breaches": P.ROSTER_READ,
    "publish_roster": P.ROSTER_PUBLISH,
    "change_roster": P.ROSTER_EDIT,
    "undo_roster_change": P.ROSTER_EDIT,
    "redo_roster_change": P.ROSTER_EDIT,
    "list_roster_changes": P.ROSTER_EDIT,
    "list_targets": P.ROSTER_EDIT,
    "compare_rosters": P.ROSTER_EDIT,
    "copy_roster": P.ROSTER_EDIT,
    "archive_roster": P.ROSTER_EDIT,
    "request_solve": P.ROSTER_SOLVE,
    "get_solve": P.ROSTER_SOLVE,
    "follow_solve": P.ROSTER_SOLVE,
    "stop_solve": P.ROSTER_SOLVE,
    "record_vitals": P.VITALS_RECORD,
    "list_vitals": P.VITALS_READ,
    "list_patient_vitals": P.VITALS_READ,
    "get_day_statistics": P.STATISTICS_READ,
    "get_session_statistics": P.STATISTICS_READ,
    "plan_reallocation": P.SESSION_REALLOCATE,
    "get_reallocation": P.SESSION_REALLOCATE,
    "apply_reallocation": P.SESSION_REALLOCATE,
    "cancel_session": P.SESSION_REALLOCATE,
    "cut_session_short": P.SESSION_REALLOCATE,
    "practitioner_absent": P.SESSION_REALLOCATE,
    "get_line_policy": P.SESSION_READ,
    "change_line_policy": P.LINE_POLICY_CHANGE,
    "get_attendance": P.ATTENDANCE_READ,
    "list_fits": P.ATTENDANCE_READ,
    "fit_attendance": P.ATTENDANCE_MANAGE,
    "set_attendance": P.ATTENDANCE_MANAGE,
    "list_calls": P.CALL_MAKE,
    "tell_call": P.CALL_MAKE,
    "get_board": Open.PUBLIC,
    "get_token_by_link": Open.PUBLIC,
    "list_problems": Open.PUBLIC,
}

OPD_ACCESS: dict[str, Permission] = {
    "opd_create_doctor": P.PRACTITIONER_ADD,
    "opd_list_doctors": P.SESSION_READ,
    "opd_get_doctor": P.SESSION_READ,
    "opd_create_slot": P.SESSION_OPEN,
    "opd_get_slot": P.SESSION_READ,
    "opd_list_slots": P.SESSION_READ,
    "opd_list_available_slots": P.SESSION_READ,
    "opd_list_filled_slots": P.SESSION_READ,
    "opd_delay_slot": P.SESSION_DELAY,
    "opd_get_slot_stats": P.SESSION_READ,
    "opd_book": P.APPOINTMENT_BOOK,
    "opd_add_walk_in": P.TOKEN_ADD,
    "opd_book_priority": P.APPOINTMENT_BOOK,
    "opd_book_follow_up": P.APPOINTMENT_BOOK,
    "opd_add_emergency": P.TOKEN_ADD,
    "opd_get_token": P.TOKEN_READ,
    "opd_list_patient_tokens": P.TOKEN_READ,
    "opd_get_queue": P.TOKEN_READ,
    "opd_set_status": P.TOKEN_READ,
    "opd_cancel_token": P.APPOINTMENT_CANCEL,
    "opd_reallocate": P.SESSION_REALLOCATE,
}
"""The same for the OPD interface; ``opd_set_status`` asks further, by the status."""


def needed_at(route: str) -> Permission | Open | None:
    """What a route asks for, by the name of its function; nothing: closed to all."""
    return ACCESS.get(route) or OPD_ACCESS.get(route)
