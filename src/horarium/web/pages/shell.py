"""What every page shares: the frame around it, what is said on top, and forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol


class Theme(StrEnum):
    """What the ``theme`` cookie may say; anything else means ``SYSTEM``."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"

    @classmethod
    def of(cls, cookie: str | None) -> "Theme":
        """The theme that a cookie's text asks for."""
        return cls(cookie) if cookie in set(cls) else cls.SYSTEM


class Tone(StrEnum):
    """How a thing is meant; always told in words too, never by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose page it is: ``role`` is the word shown ("Coordinator")."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Flash:
    """What became of the last action, said once above the page."""

    text: str
    tone: Tone = Tone.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The frame around a page.

    ``here`` is the path of the page, to mark the entry of ``nav`` that it belongs to.
    ``csrf`` goes into a hidden field ``csrf`` of every form that posts. ``zone`` is the
    IANA name of the site's zone, for clocks that tick in the browser. ``user`` is None on
    public pages and on the sign-in page; then there is no ``nav`` either.
    """

    here: str
    organisation: str
    now: datetime
    zone: str
    csrf: str = ""
    user: SignedIn | None = None
    nav: tuple[Link, ...] = ()
    theme: Theme = Theme.SYSTEM
    language: str = "en"
    flash: Flash | None = None

    @property
    def section(self) -> str:
        """The entry of ``nav`` that leads here or to a page above; else nothing."""
        above = [
            link.href
            for link in self.nav
            if self.here == link.href or self.here.startswith(f"{link.href}/")
        ]
        return max(above, key=len, default="")


@dataclass(frozen=True, slots=True)
class FormState:
    """What was typed and what is wrong with it, by the field's name.

    ``errors`` holds sentences in the user's words; the first field (in the order of the
    form) that has one gets the focus. Nothing typed is ever lost by an error.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What was typed into the field, or nothing."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with the field, or nothing."""
        return self.errors.get(name, "")

    def is_first_error(self, name: str) -> bool:
        """Whether the field is the first that has an error."""
        return next(iter(self.errors), None) == name


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select or of a segmented control."""

    value: str
    text: str
    is_chosen: bool = False


class PageValue(Protocol):
    """A value that fills a whole page."""

    template: ClassVar[str]

    @property
    def shell(self) -> Shell:
        """The frame around the page."""
        ...


class FragmentValue(Protocol):
    """A value that fills a live part of a page; it goes out whole at every change."""

    template: ClassVar[str]
