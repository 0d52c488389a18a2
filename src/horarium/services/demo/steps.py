"""What loading tells whoever waits for it."""

from collections.abc import Callable
from dataclasses import dataclass

from horarium.domain.roster import StoredRoster
from horarium.store.people import Organisation


@dataclass(frozen=True, slots=True)
class DemoStep:
    """Where loading stands: the step's ``name``, how far it is, and more in ``words``.

    ``fraction`` goes from 0 to 1; it is None for a step whose length nobody knows. A new
    ``name`` means that the step before is done.
    """

    name: str
    fraction: float | None = None
    words: str = ""


OnStep = Callable[[DemoStep], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLoaded:
    """What there is now; ``is_changed`` says whether this call had anything to do.

    ``roster`` is the published one that covers today; the demo is due for ``refresh``
    when there is none. Counts are of today, but ``n_patients`` of the whole department.
    """

    organisation: Organisation
    is_changed: bool
    roster: StoredRoster | None
    n_patients: int
    n_sessions_today: int
    n_running: int
    n_waiting: int
    n_booked: int
