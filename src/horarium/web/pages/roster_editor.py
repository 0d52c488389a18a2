"""The editor beside the roster grid."""

from dataclasses import dataclass
from datetime import datetime

from horarium.web.pages.shell import Choice, FormState


@dataclass(frozen=True, slots=True)
class ShiftKey:
    """A key that sets a shift: ``key`` as typed, ``code`` as on the chip."""

    key: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One entry of a draft's history; ``penalty`` is like "23 → 20".

    ``compare`` leads to the draft now beside the draft before this entry.
    """

    who: str
    at: datetime
    text: str
    penalty: str
    compare: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What the editor beside the grid needs.

    ``base`` is the draft's address; the form posts to ``base + "/edit"``. ``people`` are
    staff codes in the order of the rows, so that a row's number is the option's. ``said``
    is what came of the last action.
    """

    base: str
    version: int
    people: tuple[Choice, ...]
    shifts: tuple[Choice, ...]
    keys: tuple[ShiftKey, ...]
    form: FormState
    can_undo: bool
    can_redo: bool
    changes: tuple[ChangeLine, ...]
    said: str = ""
    is_bad: bool = False

    @property
    def key_table(self) -> str:
        """Keys and codes for the browser: ``d=D n=N``."""
        return " ".join(f"{one.key}={one.code}" for one in self.keys)
