"""Moving patients when a doctor is late or away, or a session ends early or not at all."""

from horarium.services.reallocation.applying import apply, at_once, get
from horarium.services.reallocation.planning import plan
from horarium.services.reallocation.trigger import (
    LeftBehind,
    Move,
    Plan,
    Trigger,
    TriggerKind,
)

__all__ = [
    "LeftBehind",
    "Move",
    "Plan",
    "Trigger",
    "TriggerKind",
    "apply",
    "at_once",
    "get",
    "plan",
]
