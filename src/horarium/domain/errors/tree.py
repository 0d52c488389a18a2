"""The trunk and the five branches."""

import re
from dataclasses import dataclass, fields
from typing import ClassVar


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


@dataclass
class Refused(Exception):
    """A request that Horarium understood and turned down."""

    code: ClassVar[str] = "refused"

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Give every leaf its stable code."""
        super().__init_subclass__(**kwargs)
        cls.code = _kebab(cls.__name__)

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self) -> str:
        """What went wrong, in words a user can act on."""
        raise NotImplementedError

    def details(self) -> dict[str, str]:
        """The fields as text, for machine-readable answers."""
        return {field.name: str(getattr(self, field.name)) for field in fields(self)}


class NotFound(Refused):
    """No such thing, or none that the asker may know of."""


class Conflict(Refused):
    """Somebody else was first, or the present state forbids it."""


class NotAllowed(Refused):
    """The asker may not do this."""


class Invalid(Refused):
    """What was asked makes no sense."""


class Unavailable(Refused):
    """Not now; the same request may succeed later."""
