"""From the outbox to listeners and to patients' notices."""

import queue
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text
from tests.builders import given_patient, new_id

from horarium.domain.clock import WallClock
from horarium.services.live import LiveMessage, unpack
from horarium.services.relay import BATCH, Relay, drain
from horarium.services.work import Work
from horarium.store import outbox
from horarium.store.database import Database
from horarium.store.listen import Listener
from horarium.store.people import Organisation
from horarium.store.tables import notification

Begin = Callable[..., AbstractContextManager[Work]]


@contextmanager
def listening(url: str) -> Iterator["queue.Queue[LiveMessage]"]:
    """A queue of everything told while the block runs."""
    heard: queue.Queue[LiveMessage] = queue.Queue()

    def hear(letter: str) -> None:
        for message in unpack(letter):
            heard.put(message)

    listener = Listener(lambda: url, on_letter=hear, on_return=lambda: None)
    listener.start()
    assert listener.wait_until_hearing(10)
    try:
        yield heard
    finally:
        listener.stop()


def told_to(
    organisation: Organisation, heard: "queue.Queue[LiveMessage]"
) -> LiveMessage:
    """The next message of the organisation; others' are passed over."""
    while True:
        message = heard.get(timeout=10)
        if message.organisation == str(organisation.id):
            return message


def count_notices(work: Work) -> int:
    query = select(func.count()).select_from(notification)
    return work.db.execute(query).scalar_one()


def test_a_message_leaves_once(work: Work):
    work.announce("line.changed", session=new_id())

    first = drain(work.db, work.organisation, work.clock)
    second = drain(work.db, work.organisation, work.clock)

    assert (first, second) == (1, 0)


def test_messages_leave_in_batches(work: Work):
    for _ in range(BATCH + 1):
        work.announce("line.changed", session=new_id())

    first = drain(work.db, work.organisation, work.clock)
    second = drain(work.db, work.organisation, work.clock)

    assert (first, second) == (BATCH, 1)


def test_a_call_leaves_a_notice_without_a_name_for_the_patient(work: Work):
    patient = given_patient(work, name="Rosalind Quirke")
    work.announce("token.called", token=new_id(), patient=patient.id, session=new_id())

    drain(work.db, work.organisation, work.clock)

    notice = work.db.execute(select(notification)).one()
    assert notice.patient_id == patient.id
    assert "Quirke" not in notice.words


def test_a_change_of_the_line_leaves_no_notice(work: Work):
    work.announce("line.changed", session=new_id())

    drain(work.db, work.organisation, work.clock)

    assert count_notices(work) == 0


def test_two_relays_never_send_the_same_outbox_at_once(
    begin_as: Begin, organisation: Organisation, database: Database
):
    with begin_as() as work:
        work.announce("line.changed", session=new_id())

    with database.transaction(organisation.id) as one:
        assert drain(one, organisation.id, WallClock()) == 1
        with database.transaction(organisation.id) as other:
            assert drain(other, organisation.id, WallClock()) == 0


def test_a_message_whose_work_failed_is_never_told(work_as: Callable[..., Work]):
    work = work_as()
    nested = work.db.begin_nested()
    work.announce("line.changed", session=new_id())
    nested.rollback()

    assert drain(work.db, work.organisation, work.clock) == 0


def test_the_relay_tells_listeners_of_other_processes(
    begin_as: Begin, organisation: Organisation, database_url: str
):
    session = new_id()
    with listening(database_url) as heard:
        relay = Relay(lambda: database_url, WallClock(), pause_s=0.01)
        relay.start()
        with begin_as() as work:
            work.announce("line.changed", session=session, action="call")
        try:
            message = told_to(organisation, heard)
        finally:
            relay.stop()

    assert message.topic == "line.changed"
    assert message.payload == {"session": str(session), "action": "call"}


def test_the_relay_goes_on_after_its_connection_was_cut(
    begin_as: Begin,
    organisation: Organisation,
    database_url: str,
    owner_database: Database,
):
    with listening(database_url) as heard:
        relay = Relay(lambda: database_url, WallClock(), pause_s=0.01)
        relay.start()
        try:
            with begin_as() as work:
                work.announce("line.changed", session="before")
            before = told_to(organisation, heard)
            cut(owner_database, "horarium relay")
            with begin_as() as work:
                work.announce("line.changed", session="after")
            after = told_to(organisation, heard)
        finally:
            relay.stop()

    assert [before.payload["session"], after.payload["session"]] == ["before", "after"]


def test_the_listener_says_that_it_may_have_missed_something_after_a_cut(
    database_url: str, owner_database: Database
):
    returns: queue.Queue[None] = queue.Queue()
    listener = Listener(
        lambda: database_url,
        on_letter=lambda _: None,
        on_return=lambda: returns.put(None),
    )
    listener.start()
    try:
        returns.get(timeout=10)
        cut(owner_database, "horarium listener")
        returns.get(timeout=10)
    finally:
        listener.stop()

    assert not listener.is_hearing


def test_a_listener_waits_for_a_database_that_does_not_answer_yet(database_url: str):
    urls = iter(["postgresql://nobody@127.0.0.1:1/none", database_url])
    listener = Listener(
        lambda: next(urls), on_letter=lambda _: None, on_return=lambda: None
    )
    listener.start()
    try:
        assert listener.wait_until_hearing(10)
    finally:
        listener.stop()


def test_messages_that_left_long_ago_are_forgotten(work: Work, clock: Any):
    work.announce("line.changed", session=new_id())
    drain(work.db, work.organisation, work.clock)
    work.announce("line.changed", session=new_id())

    forgotten = outbox.forget_sent(work.db, before=clock.at + timedelta(days=8))

    assert forgotten == 1
    assert len(outbox.take(work.db, at=work.clock.now(), limit=10)) == 1


def cut(owner_database: Database, application_name: str) -> None:
    """End every connection with that name, as a restart of the database would."""
    with owner_database.transaction() as db:
        db.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = :name"
            ),
            {"name": application_name},
        )
