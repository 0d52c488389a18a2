"""One's duties in one's own calendar, by a secret link that can be taken back."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from horarium.domain.errors import NoSuchThing
from horarium.engines.rostering.io.ical import DutyEvent, write_ical
from horarium.services.credentials import hash_of, new_secret
from horarium.services.own_duties import OwnDay, duties_of
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import calendars as store
from horarium.store.calendars import Entry

KEEP_DAYS = 60
"""Duties stay in the calendar for so long after they were worked."""

NAME = "My duties"
_SECRET_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar fetches; ``etag`` is the same as long as nothing has changed."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link in force. The secret is shown once and kept as a hash."""

    since: datetime
    secret: str = field(default="", repr=False)


def link(work: Work) -> FeedLink | None:
    """Whether the asker has a link in force, and since when."""
    me = myself(work, Permission.OWN_DUTIES_READ)
    since = store.feed_since(work.db, me.id)
    return FeedLink(since) if since else None


def renew(work: Work) -> FeedLink:
    """Make a new link; the one before is out of force from now on."""
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    now = work.clock.now()
    store.revoke_feed(work.db, me.id, at=now)
    secret = new_secret(work.entropy)
    store.open_feed(
        work.db,
        work.organisation,
        me.id,
        key=UUID(str(work.new_id())),
        secret_hash=hash_of(secret),
        at=now,
    )
    work.record("calendar_feed.renew", ("practitioner", me.id))
    return FeedLink(now, secret)


def revoke(work: Work) -> None:
    """Put the asker's link out of force; calendars hear nothing more."""
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    if not store.revoke_feed(work.db, me.id, at=work.clock.now()):
        raise NoSuchThing("calendar link", "in force")
    work.record("calendar_feed.revoke", ("practitioner", me.id))


def feed(work: Work, secret: str) -> Feed:
    """The calendar behind a link, with what has changed since it was last fetched.

    Whoever holds the link may read; nobody else learns that there is one: any other text
    is ``NoSuchThing``. Each change of a day counts its sequence up, and a duty that went
    is told again as cancelled.
    """
    owner = None
    if len(secret) == _SECRET_LENGTH:
        owner = store.owner_of(work.db, hash_of(secret))
    if owner is None:
        raise NoSuchThing("calendar", "under this link")
    first = work.today - timedelta(days=KEEP_DAYS)
    told = {one.on_date: one for one in store.entries(work.db, owner, first)}
    now = {one.on: _content(one) for one in duties_of(work, owner, first)}
    fresh = []
    for on in sorted({*told, *now}):
        changed = _changed(told.get(on), now.get(on), work.clock.now())
        if changed is not None:
            fresh.append(replace(changed, on_date=on))
    store.keep_entries(work.db, work.organisation, owner, fresh)
    entries = told | {one.on_date: one for one in fresh}
    events = [_event(owner, entries[on]) for on in sorted(entries)]
    body = write_ical(events, name=NAME, zone=work.zone.key)
    return Feed(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _changed(
    was: Entry | None, content: dict[str, Any] | None, at: datetime
) -> Entry | None:
    """What is to be told anew of a day; None when nothing is."""
    if was is None:
        if content is None:
            raise AssertionError("a day that is neither told nor worked")
        return Entry(at.date(), 0, False, content, at)
    if content is None:
        if was.is_cancelled:
            return None
        return replace(was, sequence=was.sequence + 1, is_cancelled=True, changed_at=at)
    if content == was.content and not was.is_cancelled:
        return None
    return Entry(was.on_date, was.sequence + 1, False, content, at)


def _content(one: OwnDay) -> dict[str, Any]:
    if one.shift is None or one.hours is None:
        raise AssertionError("a duty without a shift")
    return {
        "start": one.hours.start.astimezone(UTC).isoformat(),
        "end": one.hours.end.astimezone(UTC).isoformat(),
        "summary": one.shift.title,
        "location": one.site,
    }


def _event(owner: UUID, entry: Entry) -> DutyEvent:
    told = entry.content
    return DutyEvent(
        uid=f"{owner}-{entry.on_date.isoformat()}@horarium",
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        start=datetime.fromisoformat(told["start"]),
        end=datetime.fromisoformat(told["end"]),
        summary=told["summary"],
        location=told["location"],
        is_cancelled=entry.is_cancelled,
    )
