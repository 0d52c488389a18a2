"""Signing in and out, and knowing again who is signed in."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from horarium.domain.account import Account
from horarium.domain.actor import Actor, ActorKind
from horarium.domain.errors import WrongPassword
from horarium.domain.ids import OrganisationId, SignInId
from horarium.services.accounts.managing import is_login, normal_login
from horarium.services.accounts.passwords import PasswordVault
from horarium.services.accounts.throttle import BackOff, Throttle, refuse_while_blocked
from horarium.services.credentials import hash_of, new_secret
from horarium.services.work import OpenWork, Work
from horarium.store import accounts, sign_ins
from horarium.store.accounts import Credentials
from horarium.store.sign_ins import SignIn


def _for_an_address() -> BackOff:
    return BackOff(n_free=20, cap=timedelta(minutes=15))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPolicy:
    """How long a sign-in lasts and what failures cost.

    ``idle`` without a request, or ``absolute`` after signing in, and it lapses: ward
    computers are shared. ``seen_every`` bounds how often being seen is written down.
    An address is many people behind one router, so it is given more failures.
    """

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    seen_every: timedelta = timedelta(minutes=1)
    per_account: BackOff = field(default_factory=BackOff)
    per_address: BackOff = field(default_factory=_for_an_address)

    def is_over(self, one: SignIn, now: datetime) -> bool:
        """Whether a sign-in has lapsed."""
        idle, age = now - one.last_seen_at, now - one.created_at
        return idle >= self.idle or age >= self.absolute


class FrontDoor:
    """What all sign-ins of a process share: hashing threads, and failures by address.

    One a process, made at its start.
    """

    def __init__(
        self, policy: SignInPolicy | None = None, vault: PasswordVault | None = None
    ) -> None:
        self.policy = policy or SignInPolicy()
        self.vault = vault or PasswordVault()
        self.addresses = Throttle(self.policy.per_address)
        self.strangers = Throttle(self.policy.per_account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody gives to sign in, and from where.

    ``previous`` is the secret of the sign-in that the same browser still holds; a
    success ends it, so that a secret planted before cannot be used after.
    """

    login: str
    password: str = field(repr=False)
    address: str = ""
    previous: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A success; ``secret`` goes into the cookie and is nowhere else."""

    secret: str = field(repr=False)
    actor: Actor


def sign_in(open_work: OpenWork, attempt: Attempt, door: FrontDoor) -> SignedIn:
    """Sign in, or refuse with ``WrongPassword``, ``TooManyAttempts`` or ``SignInBusy``.

    Opens its own units of work, as no other use case does: a failure must be kept though
    the caller is refused, and no transaction may wait for a slow hash.
    """
    with door.vault.place():
        known = _admit(open_work, attempt, door)
        kept = known.password_hash if known else None
        matches = door.vault.matches(kept, attempt.password)
        renewed = door.vault.renewed(kept, attempt.password) if matches else None
    with open_work() as work:
        if known is not None and matches and not known.account.disabled_at:
            door.addresses.forgive(attempt.address)
            if renewed:
                accounts.change(work.db, known.account.id, password_hash=renewed)
            return _welcome(work, attempt, known.account)
        _note_refusal(work, attempt, known)
    raise WrongPassword


def _admit(
    open_work: OpenWork, attempt: Attempt, door: FrontDoor
) -> Credentials | None:
    """Count a failure ahead, so that attempts at once cannot slip through together."""
    login = normal_login(attempt.login)
    with open_work() as work:
        now = work.clock.now()
        if attempt.address:
            door.addresses.charge(attempt.address, now)
        known = accounts.lock_by_login(work.db, login) if is_login(login) else None
        if known is None:
            door.strangers.charge(login, now)
            return None
        refuse_while_blocked(known.blocked_until_at, now)
        n_failures = known.n_failures + 1
        pause = door.policy.per_account.pause_after(n_failures)
        accounts.set_failures(
            work.db, known.account.id, n_failures, blocked_until_at=now + pause
        )
        return known


def _welcome(work: Work, attempt: Attempt, account: Account) -> SignedIn:
    accounts.set_failures(work.db, account.id, 0, blocked_until_at=None)
    if attempt.previous:
        sign_out(work, attempt.previous)
    secret = new_secret(work.entropy)
    sign_ins.add(
        work.db,
        work.organisation,
        SignInId(work.new_id()),
        account.id,
        secret_hash=hash_of(secret),
        at=work.clock.now(),
    )
    actor = _actor(work.organisation, account)
    _as(work, actor).record(
        "accounts.sign_in", ("account", account.id), address=attempt.address
    )
    return SignedIn(secret, actor)


def _note_refusal(work: Work, attempt: Attempt, known: Credentials | None) -> None:
    # What was typed as a login is not kept: it may well be a password.
    account = str(known.account.id) if known else "unknown"
    work.record(
        "accounts.refuse_sign_in", ("account", account), address=attempt.address
    )


def actor_of(
    work: Work, secret: str, policy: SignInPolicy | None = None
) -> Actor | None:
    """Who holds ``secret``; ``None`` when nobody does, or not any more."""
    policy = policy or SignInPolicy()
    found = sign_ins.open_by_hash(work.db, hash_of(secret))
    now = work.clock.now()
    if found is None or policy.is_over(found, now):
        return None
    if now - found.last_seen_at >= policy.seen_every:
        sign_ins.touch(work.db, found.id, at=now)
    return _actor(work.organisation, found.account)


def sign_out(work: Work, secret: str) -> None:
    """End the sign-in of ``secret``; no effect when there is none."""
    found = sign_ins.open_by_hash(work.db, hash_of(secret))
    if found is None:
        return
    sign_ins.end(work.db, found.id, at=work.clock.now())
    actor = _actor(work.organisation, found.account)
    _as(work, actor).record("accounts.sign_out", ("account", found.account.id))


def _as(work: Work, actor: Actor) -> Work:
    return replace(work, actor=actor)


def _actor(organisation: OrganisationId, account: Account) -> Actor:
    return Actor(
        kind=ActorKind.PERSON,
        organisation=organisation,
        role=account.role,
        id=account.id,
        name=account.name,
        practitioner=account.practitioner,
        patient=account.patient,
    )
