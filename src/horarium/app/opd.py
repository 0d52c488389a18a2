"""The original's settings, as the environment gives them, for the OPD interface."""

from horarium.domain.token import TokenSource
from horarium.services.opd.rules import OpdRules
from horarium.settings import Settings


def opd_rules(settings: Settings) -> OpdRules:
    """How the OPD interface fills in what its clients do not say."""
    weights = {
        TokenSource.EMERGENCY: settings.priority_emergency,
        TokenSource.PRIORITY: settings.priority_paid,
        TokenSource.FOLLOW_UP: settings.priority_follow_up,
        TokenSource.ONLINE: settings.priority_online,
        TokenSource.WALK_IN: settings.priority_walk_in,
    }
    return OpdRules(
        slot_min=settings.default_slot_duration,
        max_capacity=settings.default_max_capacity,
        overflow_limit=settings.default_overflow_limit,
        no_show_timeout_min=settings.no_show_timeout,
        late_arrival_grace_min=settings.late_arrival_grace,
        weights={one: value for one, value in weights.items() if value is not None},
    )
