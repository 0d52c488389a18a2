"""The sign-in page."""

from dataclasses import dataclass, field
from typing import ClassVar

from horarium.web.pages.shell import FormState, Shell


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One click into the demo department: what the role sees is ``sees``."""

    role: str
    name: str
    password: str
    sees: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """``GET /login``; posts ``name``, ``password``, ``next`` and ``csrf`` to ``/login``.

    ``error`` is the sentence of a refused attempt; then the focus is on the first field.
    ``next_path`` is where to go afterwards. ``demo_logins`` is empty outside the demo.
    """

    template: ClassVar[str] = "login.html"

    shell: Shell
    form: FormState = field(default_factory=FormState)
    error: str = ""
    next_path: str = "/"
    demo_logins: tuple[DemoLogin, ...] = ()
