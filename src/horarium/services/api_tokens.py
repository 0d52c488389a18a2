"""Bearer tokens: a programme's way in, made once, shown once, kept as a hash."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from horarium.domain.account import ApiToken
from horarium.domain.actor import Actor, ActorKind, Role
from horarium.domain.errors import InvalidField, NoSuchThing, SignInRequired
from horarium.domain.ids import ApiTokenId, PractitionerId
from horarium.services.credentials import hash_of, new_secret
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import api_tokens as store
from horarium.store import people

PREFIX = "hor_"
"""Lets scanners for leaked secrets, and people, see what a token is for."""

ROLES = tuple(role for role in Role if role is not Role.PATIENT)
"""What a programme may be; a patient is one person, which no programme is."""

_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_USE_IS_NOTED_EVERY = timedelta(minutes=1)
_MOST_REMEMBERED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApiToken:
    """A token to be made; raises ``InvalidField``.

    With ``staff_code`` it is one doctor's own: it does what their account may do.
    """

    name: str
    role: Role
    staff_code: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            wanted = (
                "1 to 63 of a-z, 0-9, dot, dash and underscore, a letter or digit first"
            )
            raise InvalidField("name", self.name, wanted)
        if self.role not in ROLES:
            raise InvalidField("role", self.role.value, f"one of {', '.join(ROLES)}")
        if self.staff_code and self.role is not Role.DOCTOR:
            wanted = "nobody's, or the role doctor with it"
            raise InvalidField("practitioner", self.staff_code, wanted)


@dataclass(frozen=True, slots=True)
class CreatedApiToken:
    """A new token with its secret, which cannot be shown again."""

    token: ApiToken
    secret: str = field(repr=False)


def create(work: Work, new: NewApiToken) -> CreatedApiToken:
    """Make a token; refuse with ``NameTaken`` while another of that name is in force.

    Raises ``InvalidField`` for a staff code that nobody has.
    """
    work.require(Permission.API_TOKEN_MANAGE)
    secret = PREFIX + new_secret(work.entropy)
    token = ApiToken(
        ApiTokenId(work.new_id()),
        new.name,
        new.role,
        created_at=work.clock.now(),
        practitioner=_whose(work, new.staff_code),
    )
    store.add(work.db, work.organisation, token, secret_hash=hash_of(secret))
    work.record(
        "api_tokens.create", ("api-token", token.id), name=new.name, role=new.role.value
    )
    return CreatedApiToken(token, secret)


def everything(work: Work) -> list[ApiToken]:
    """Every token, also the revoked ones, newest first."""
    work.require(Permission.API_TOKEN_MANAGE)
    return store.everything(work.db)


def revoke(work: Work, name: str) -> ApiToken:
    """Put the token called ``name`` out of force, from the next request on."""
    work.require(Permission.API_TOKEN_MANAGE)
    token = store.live_by_name(work.db, name)
    if token is None:
        raise NoSuchThing("api token", name)
    store.revoke(work.db, token.id, at=work.clock.now())
    work.record("api_tokens.revoke", ("api-token", token.id), name=name)
    return token


def actor_of_bearer(work: Work, secret: str) -> Actor:
    """The programme that holds ``secret``; raises ``SignInRequired`` when none does."""
    token = None
    if _FORM.fullmatch(secret):
        token = store.live_by_hash(work.db, hash_of(secret))
    if token is None:
        raise SignInRequired
    _note_use(work, token)
    return Actor(
        kind=ActorKind.PROGRAMME,
        organisation=work.organisation,
        role=token.role,
        id=token.id,
        name=token.name,
        practitioner=token.practitioner,
    )


class KnownBearers:
    """Who holds which secret, remembered for as long as a use need not be noted again.

    A token keeps its role for ever, so nothing remembered here can be wrong but for
    revocation: whoever trusts this must have the database check that (``take_place``).
    """

    def __init__(self) -> None:
        self._met: dict[bytes, tuple[Actor, datetime]] = {}

    def actor_of(self, secret: str, *, at: datetime) -> Actor | None:
        """The programme that held ``secret`` less than a minute ago."""
        actor, met_at = self._met.get(hash_of(secret), (None, at))
        return actor if at - met_at < _USE_IS_NOTED_EVERY else None

    def meet(self, work: Work, secret: str) -> Actor:
        """Look ``secret`` up and remember whose it is; raises ``SignInRequired``."""
        actor = actor_of_bearer(work, secret)
        if len(self._met) >= _MOST_REMEMBERED:
            self._met.clear()
        self._met[hash_of(secret)] = actor, work.clock.now()
        return actor


def require_in_force(work: Work) -> None:
    """Refuse with ``SignInRequired`` a programme whose bearer token was revoked since."""
    who = work.actor
    if who.kind is ActorKind.PROGRAMME and not store.is_live(work.db, who.id):
        raise SignInRequired


def _whose(work: Work, staff_code: str) -> PractitionerId | None:
    if not staff_code:
        return None
    found = people.practitioner_by_code(work.db, staff_code)
    if found is None:
        wanted = "the staff code of somebody on the team"
        raise InvalidField("practitioner", staff_code, wanted)
    return found.id


def _note_use(work: Work, token: ApiToken) -> None:
    now = work.clock.now()
    if token.last_used_at and now - token.last_used_at < _USE_IS_NOTED_EVERY:
        return
    store.touch(work.db, token.id, at=now)
