"""The page of a refusal."""

from dataclasses import dataclass
from typing import ClassVar

from horarium.web.pages.shell import Link, Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """Any status from 400 up: ``title`` in the user's words, ``sentence`` why.

    ``actions`` say what to do next, the best one first. ``reference`` is what to tell the
    help desk (a request id), or nothing.
    """

    template: ClassVar[str] = "error.html"

    shell: Shell
    status: int
    title: str
    sentence: str
    actions: tuple[Link, ...] = ()
    reference: str = ""
