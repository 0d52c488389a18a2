"""Telling those on a roster what its publishing changes for them, and nobody else."""

from collections.abc import Sequence
from datetime import date, timedelta

from horarium.domain.ids import PractitionerId
from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.services.staff_notices import day_words, days_words, tell
from horarium.services.work import Work
from horarium.store import people, rosters

MOST_LISTED = 6
"""A notice names so many days and counts the rest."""


def tell_published(work: Work, stored: StoredRoster) -> int:
    """Tell each person for whom ``stored`` differs from what they lived by; how many.

    To be called before the rosters that it covers become history. Days that are over
    are no news. Whoever had no roster for these days is told how many duties they have.
    """
    lived = _lived(work, stored)
    days = [on for on in _days(stored) if on >= work.today]
    new = {
        (one.practitioner, one.on_date): one.shift_type for one in stored.assignments
    }
    names = _names([stored, *lived])
    before = _duties(lived, days)
    known = {on for one in lived for on in _days(one)}
    told = 0
    for person in _concerned(work, stored, lived):
        changed = [
            (on, before.get((person, on), ""), new.get((person, on), ""))
            for on in days
            if on in known and before.get((person, on), "") != new.get((person, on), "")
        ]
        fresh = sum((person, on) in new for on in days if on not in known)
        if changed or fresh:
            tell(work, person, _words(stored, names, changed, fresh))
            told += 1
    return told


def _lived(work: Work, stored: StoredRoster) -> list[StoredRoster]:
    """The published rosters with days of ``stored``, the one published last at the end."""
    days = set(_days(stored))
    found = [
        one
        for one in rosters.headings(work.db)
        if one.status is RosterStatus.PUBLISHED
        and one.id != stored.id
        and days.intersection(_days(one))
    ]
    in_order = sorted(
        found, key=lambda one: (one.published_at or one.created_at, one.id)
    )
    whole = (rosters.by_id(work.db, one.id) for one in in_order)
    return [one for one in whole if one is not None]


def _duties(
    lived: Sequence[StoredRoster], days: Sequence[date]
) -> dict[tuple[PractitionerId, date], str]:
    """What was to be worked on ``days``: each by the roster published last for it."""
    owner = {on: one for one in lived for on in _days(one)}
    return {
        (duty.practitioner, duty.on_date): duty.shift_type
        for one in lived
        for duty in one.assignments
        if duty.on_date in days and owner[duty.on_date] is one
    }


def _concerned(
    work: Work, stored: StoredRoster, lived: Sequence[StoredRoster]
) -> list[PractitionerId]:
    codes = {str(p["id"]) for one in (stored, *lived) for p in one.problem["people"]}
    team = people.practitioners(work.db)
    return [person.id for person in team if person.staff_code in codes]


def _words(
    stored: StoredRoster,
    names: dict[str, str],
    changed: Sequence[tuple[date, str, str]],
    fresh: int,
) -> str:
    first, last = _days(stored)[0], _days(stored)[-1]
    words = [f"The roster {days_words(first, last)} is published."]
    if changed:
        listed = "; ".join(
            f"{day_words(on)} {names.get(now, now)} instead of {names.get(was, was)}"
            for on, was, now in changed[:MOST_LISTED]
        )
        more = len(changed) - MOST_LISTED
        rest = f"; and {more} more" if more > 0 else ""
        words.append(f"For you it changes: {listed}{rest}.")
    if fresh:
        words.append(f"New for you: {fresh} {'duty' if fresh == 1 else 'duties'}.")
    return " ".join(words)


def _names(shown: Sequence[StoredRoster]) -> dict[str, str]:
    shifts = (shift for one in shown for shift in one.problem["shift_types"])
    return {"": "off"} | {
        str(one["id"]): str(one.get("name") or one["id"]) for one in shifts
    }


def _days(stored: StoredRoster) -> list[date]:
    return [stored.starts_on + timedelta(days=day) for day in range(stored.n_days)]
