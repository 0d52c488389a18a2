"""Plans as rows keep them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from horarium.domain.ids import PractitionerId, SessionId, TokenId
from horarium.engines.queueing.outcome import LeftoverReason, Misfit
from horarium.services.reallocation.trigger import (
    LeftBehind,
    Move,
    Plan,
    Trigger,
    TriggerKind,
)
from horarium.store.reallocations import StoredPlan


def cause_of(trigger: Trigger) -> dict[str, Any]:
    """The trigger as JSON."""
    return {
        "kind": trigger.kind.value,
        "reason": trigger.reason,
        "session": _text(trigger.session),
        "minutes": trigger.minutes,
        "end": trigger.end.isoformat() if trigger.end else None,
        "practitioner": _text(trigger.practitioner),
        "on": trigger.on.isoformat() if trigger.on else None,
        "within_days": trigger.within_days,
        "sessions": [str(one) for one in trigger.sessions],
    }


def document_of(plan: Plan) -> dict[str, Any]:
    """What the plan proposes and counts on, as JSON."""
    return {
        "sources": [str(one) for one in plan.sources],
        "moves": [
            {
                "token": str(one.token),
                "label": one.label,
                "source": str(one.source),
                "session": str(one.session),
                "start": one.start.isoformat(),
                "shift_min": one.shift_min,
            }
            for one in plan.moves
        ],
        "leftovers": [
            {
                "token": str(one.token),
                "label": one.label,
                "source": str(one.source),
                "reason": one.reason.value,
                "misfit": one.misfit.value if one.misfit else None,
            }
            for one in plan.leftovers
        ],
        "n_staying": plan.n_staying,
        "sessions": {str(key): version for key, version in plan.sessions.items()},
        "tokens": {str(key): version for key, version in plan.tokens.items()},
    }


def plan_of(stored: StoredPlan) -> Plan:
    """The plan that a row keeps."""
    told, report = stored.plan, stored.report
    return Plan(
        id=stored.id,
        trigger=_trigger(stored.cause),
        sources=tuple(SessionId(UUID(one)) for one in told["sources"]),
        moves=tuple(_move(one) for one in told["moves"]),
        leftovers=tuple(_left_behind(one) for one in told["leftovers"]),
        n_staying=told["n_staying"],
        sessions={SessionId(UUID(key)): n for key, n in told["sessions"].items()},
        tokens={TokenId(UUID(key)): n for key, n in told["tokens"].items()},
        made_at=stored.made_at,
        applied_at=stored.applied_at,
        new_labels=_labels(report) if report is not None else None,
    )


def _trigger(cause: Mapping[str, Any]) -> Trigger:
    return Trigger(
        kind=TriggerKind(cause["kind"]),
        reason=cause["reason"],
        session=SessionId(UUID(cause["session"])) if cause["session"] else None,
        minutes=cause["minutes"],
        end=datetime.fromisoformat(cause["end"]) if cause["end"] else None,
        practitioner=(
            PractitionerId(UUID(cause["practitioner"]))
            if cause["practitioner"]
            else None
        ),
        on=date.fromisoformat(cause["on"]) if cause["on"] else None,
        within_days=cause["within_days"],
        sessions=tuple(SessionId(UUID(one)) for one in cause.get("sessions", ())),
    )


def _move(told: Mapping[str, Any]) -> Move:
    return Move(
        TokenId(UUID(told["token"])),
        told["label"],
        SessionId(UUID(told["source"])),
        SessionId(UUID(told["session"])),
        datetime.fromisoformat(told["start"]),
        told["shift_min"],
    )


def _left_behind(told: Mapping[str, Any]) -> LeftBehind:
    return LeftBehind(
        TokenId(UUID(told["token"])),
        told["label"],
        SessionId(UUID(told["source"])),
        LeftoverReason(told["reason"]),
        Misfit(told["misfit"]) if told.get("misfit") else None,
    )


def _labels(report: Mapping[str, Any]) -> dict[TokenId, str]:
    return {TokenId(UUID(key)): label for key, label in report["new_labels"].items()}


def _text(key: UUID | None) -> str | None:
    return str(key) if key else None
