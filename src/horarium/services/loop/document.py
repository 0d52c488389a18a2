"""Plans that close the loop, as rows keep them."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from horarium.domain.absence import AbsenceKind
from horarium.domain.ids import (
    AbsenceId,
    PractitionerId,
    RosterId,
    SessionId,
    TokenId,
)
from horarium.engines.rostering.moves import Why
from horarium.services.loop.cause import Cause, CauseKind
from horarium.services.loop.plan import (
    Audience,
    Closing,
    DutyChange,
    Filling,
    Handover,
    LoopPlan,
    PlanStatus,
    Telling,
    Waiting,
)
from horarium.store.loop_plans import StoredLoopPlan

_OF_THE_ROW = frozenset(
    {"id", "cause", "status", "asked_at", "version", "made_at", "applied_at"}
)
"""What a plan has in columns of their own."""


def cause_document(cause: Cause, filling: Filling) -> dict[str, Any]:
    """What was asked, as JSON."""
    return {**_plain(asdict(cause)), "filling": filling.value}


def plan_document(plan: LoopPlan) -> dict[str, Any]:
    """What is proposed and counted on, as JSON."""
    told = {
        one.name: getattr(plan, one.name)
        for one in fields(plan)
        if one.name not in _OF_THE_ROW
    }
    for name in ("duties", "handovers", "closings", "tellings"):
        told[name] = [asdict(one) for one in told[name]]
    document: dict[str, Any] = _plain(told)
    return document


def plan_of(stored: StoredLoopPlan) -> LoopPlan:
    """The plan that a row keeps."""
    known = LoopPlan(
        id=stored.id,
        cause=_cause(stored.cause),
        filling=Filling(stored.cause["filling"]),
        status=PlanStatus(stored.status),
        asked_at=stored.asked_at,
        version=stored.version,
        note=(stored.report or {}).get("note", ""),
        made_at=stored.made_at,
        applied_at=stored.applied_at,
    )
    return known if stored.plan is None else _whole(known, stored)


def _whole(known: LoopPlan, stored: StoredLoopPlan) -> LoopPlan:
    told, report = stored.plan or {}, stored.report or {}
    own = {name: getattr(known, name) for name in _OF_THE_ROW}
    return LoopPlan(
        **own,
        filling=known.filling,
        note=known.note,
        seen_at=datetime.fromisoformat(told["seen_at"]),
        roster=RosterId(UUID(told["roster"])) if told["roster"] else None,
        roster_version=told["roster_version"],
        duties=tuple(_duty(one) for one in told["duties"]),
        handovers=tuple(_handover(one) for one in told["handovers"]),
        closings=tuple(_closing(one) for one in told["closings"]),
        reallocation=UUID(told["reallocation"]) if told["reallocation"] else None,
        tellings=tuple(_telling(one) for one in told["tellings"]),
        unresolved=tuple(told["unresolved"]),
        is_fewest=told["is_fewest"],
        absence_version=told["absence_version"],
        sessions={SessionId(UUID(key)): n for key, n in told["sessions"].items()},
        seconds=told["seconds"],
        new_roster=(
            RosterId(UUID(report["new_roster"])) if report.get("new_roster") else None
        ),
    )


def _cause(told: Mapping[str, Any]) -> Cause:
    absence, who = told["absence"], told["practitioner"]
    return Cause(
        kind=CauseKind(told["kind"]),
        first_on=date.fromisoformat(told["first_on"]),
        last_on=date.fromisoformat(told["last_on"]),
        absence=AbsenceId(UUID(absence)) if absence else None,
        practitioner=PractitionerId(UUID(who)) if who else None,
        name=told["name"],
        absence_kind=AbsenceKind(told["absence_kind"]),
        site=told["site"],
        shift_type=told["shift_type"],
        heads=told["heads"],
    )


def _duty(told: Mapping[str, Any]) -> DutyChange:
    return DutyChange(
        practitioner=PractitionerId(UUID(told["practitioner"])),
        staff_code=told["staff_code"],
        name=told["name"],
        on=date.fromisoformat(told["on"]),
        before=told["before"],
        after=told["after"],
        why=Why(told["why"]),
        reason=told["reason"],
    )


def _handover(told: Mapping[str, Any]) -> Handover:
    return Handover(
        session=SessionId(UUID(told["session"])),
        source=PractitionerId(UUID(told["source"])),
        source_name=told["source_name"],
        target=PractitionerId(UUID(told["target"])),
        target_name=told["target_name"],
        tokens=tuple(TokenId(UUID(one)) for one in told["tokens"]),
    )


def _closing(told: Mapping[str, Any]) -> Closing:
    return Closing(
        session=SessionId(UUID(told["session"])),
        practitioner=PractitionerId(UUID(told["practitioner"])),
        name=told["name"],
        waiting=tuple(
            Waiting(
                token=TokenId(UUID(one["token"])),
                priority=one["priority"],
                due_at=datetime.fromisoformat(one["due_at"]),
            )
            for one in told["waiting"]
        ),
    )


def _telling(told: Mapping[str, Any]) -> Telling:
    return Telling(
        audience=Audience(told["audience"]),
        key=UUID(told["key"]),
        name=told["name"],
        words=told["words"],
    )


def _plain(value: Any) -> Any:
    """The value as JSON keeps it."""
    match value:
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return value
