"""The roster changed by a deal: judged anew in the transaction that changes it."""

from collections.abc import Mapping

from horarium.domain.errors import (
    ClinicCannotMove,
    DutyGone,
    SwapNotLegal,
)
from horarium.domain.ids import PractitionerId
from horarium.domain.swap import DutyHandover, SwapDeal
from horarium.engines.rostering.judging import Judge
from horarium.engines.rostering.roster import OFF
from horarium.services import staff_notices
from horarium.services.swaps.sheets import SwapSheet, locked_sheet
from horarium.services.work import Work
from horarium.store import people, sessions
from horarium.store import swaps as store


def carry_out(work: Work, deal: SwapDeal) -> None:
    """Change the roster as the deal says, its clinics with it, and tell everybody in it.

    The roster's row is held, every duty must still be where the deal found it, and the
    engine's judge looks at the result: refuses with ``DutyGone``, ``SwapNotLegal`` or
    ``ClinicCannotMove``, and then nothing has changed.
    """
    sheet = locked_sheet(work, deal.roster, deal.handovers[0].on_date)
    _refuse_illegal(sheet, deal)
    ids = people.practitioner_ids(work.db)
    store.hand_over(
        work.db,
        work.organisation,
        deal.roster,
        taken=[(ids[one.giver], one.on_date) for one in deal.handovers],
        given=[(ids[one.taker], one.on_date, one.shift_type) for one in deal.handovers],
    )
    now = work.clock.now()
    for one in deal.handovers:
        _move_clinics(work, sheet, one, ids)
        store.close_offers_of(work.db, deal.roster, one, at=now)
    work.record(
        "swaps.carry_out",
        ("roster", deal.roster),
        deal=str(deal.id),
        version=sheet.stored.version + 1,
        handovers=[_words(one) for one in deal.handovers],
    )
    work.announce("roster.changed", roster=deal.roster)
    _tell(work, sheet, deal, ids)


def _refuse_illegal(sheet: SwapSheet, deal: SwapDeal) -> None:
    rows, shifts = sheet.problem.tables.people, sheet.problem.tables.shifts
    horizon = sheet.problem.horizon
    gone, come = {}, {}
    for one in deal.handovers:
        if sheet.shift_of(one.giver, one.on_date) != one.shift_type:
            raise DutyGone(one.on_date)
        day = horizon.day_of(one.on_date)
        gone[rows[one.giver], day] = OFF
        come[rows[one.taker], day] = shifts[one.shift_type]
    for row, day in come:
        if sheet.roster.cells[row, day] != OFF and (row, day) not in gone:
            raise DutyGone(horizon.date_of(day))
    effect = Judge(sheet.problem, sheet.roster).effect(gone | come)
    if not effect.is_legal:
        first = effect.broken[0]
        is_common = first.person is None
        raise SwapNotLegal(first.rule if is_common else "about one of you")


def _move_clinics(
    work: Work,
    sheet: SwapSheet,
    one: DutyHandover,
    ids: Mapping[str, PractitionerId],
) -> None:
    """The clinic that the duty opened goes to the new doctor, patients and all."""
    shift = sheet.problem.shift_types[sheet.problem.tables.shifts[one.shift_type]]
    if not shift.service:
        return
    for session in sessions.on_date(work.db, one.on_date):
        is_theirs = session.practitioner == ids[one.giver]
        if not is_theirs or session.service_name != shift.service:
            continue
        has_begun = session.interval.start <= work.clock.now()
        if has_begun or session.status.is_over:
            raise ClinicCannotMove(one.on_date)
        if not sessions.give_to(work.db, session.id, ids[one.taker]):
            raise ClinicCannotMove(one.on_date)


def _tell(
    work: Work, sheet: SwapSheet, deal: SwapDeal, ids: Mapping[str, PractitionerId]
) -> None:
    for code in deal.parties:
        parts = []
        for one in deal.handovers:
            what = f"{sheet.title_of(one.shift_type)} on "
            what += staff_notices.day_words(one.on_date)
            if one.giver == code:
                parts.append(f"{sheet.name_of(one.taker)} has your {what}")
            if one.taker == code:
                parts.append(f"you have {what} from {sheet.name_of(one.giver)}")
        words = f"Swap done: {'; '.join(parts)}."
        staff_notices.tell(work, ids[code], words)


def _words(one: DutyHandover) -> str:
    return f"{one.on_date.isoformat()} {one.shift_type}: {one.giver} to {one.taker}"
