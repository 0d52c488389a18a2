"""Refusals at the door: who is asking, and whether they may."""

from dataclasses import dataclass

from horarium.domain.errors.tree import Conflict, NotAllowed, Unavailable


@dataclass
class SignInRequired(NotAllowed):
    """Nobody is signed in, or the token is not (or no longer) valid."""

    def sentence(self) -> str:
        return "Sign in, or send a bearer token that is valid."


@dataclass
class RoleMissing(NotAllowed):
    """The asker's role does not carry the permission."""

    permission: str
    role: str

    def sentence(self) -> str:
        return f"The role {self.role} may not do this ({self.permission})."


@dataclass
class WrongPassword(NotAllowed):
    """The name and the password do not belong together."""

    def sentence(self) -> str:
        return "Name or password is wrong."


@dataclass
class TooManyAttempts(Unavailable):
    """Sign-in is paused after repeated failures."""

    retry_after_s: int

    def sentence(self) -> str:
        return f"Too many failed attempts; try again in {self.retry_after_s} seconds."


@dataclass
class SignInBusy(Unavailable):
    """More people sign in at this moment than passwords can be checked."""

    retry_after_s: int = 1

    def sentence(self) -> str:
        return "Too many people are signing in at this moment; try again in a second."


@dataclass
class FormExpired(NotAllowed):
    """The form does not belong to this sign-in, or to this site."""

    def sentence(self) -> str:
        return "This form is out of date; go back, load the page again and repeat it."


@dataclass
class NameTaken(Conflict):
    """Another of this kind already goes by that name; ``field`` says which name."""

    field: str
    value: str

    def sentence(self) -> str:
        return f"The {self.field} {self.value!r} is taken; choose another."
