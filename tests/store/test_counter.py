"""Many who ask at the same moment, and what goes wrong for one of them."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from tests.builders import given_patient, given_session, new_id

from horarium.domain.errors import DatabaseUnavailable
from horarium.store import tokens
from horarium.store.counter import Counter
from horarium.store.embedded.waiting import pause
from horarium.store.tokens import Issued, as_json


@pytest.fixture
def ask_all(database, organisation) -> Callable[..., list[Any]]:
    """Asks a counter for everything at once; exceptions are answers too."""

    def run(
        *requests: dict[str, Any], between: Callable[[], None] | None = None
    ) -> list[Any]:
        async def ask(counter: Counter, request: dict[str, Any]) -> Issued:
            return await counter.ask(
                str(request["session_id"]),
                request,
                may_repeat=request["idempotency_key"] is not None,
            )

        async def ask_them() -> list[Any]:
            served = Counter(database.url, organisation.id, n_clerks=1)
            async with served as counter:
                asked: list[Awaitable[Issued]] = [ask(counter, one) for one in requests]
                if between is None:
                    return await asyncio.gather(*asked, return_exceptions=True)
                first = await asked[0]
                await asyncio.to_thread(between)
                rest = await asyncio.gather(*asked[1:], return_exceptions=True)
                return [first, *rest]

        return asyncio.run(asyncio.wait_for(ask_them(), 30))

    return run


@pytest.fixture
def place(begin_as, clock) -> Callable[..., dict[str, Any]]:
    """Makes a request for a place of a session; every one is another patient's."""

    def make(session: Any, **changes: Any) -> dict[str, Any]:
        with begin_as() as work:
            patient = given_patient(work)
        known = {
            "session_id": session.id,
            "token_id": new_id(),
            "patient_id": patient.id,
            "opaque": new_id().hex,
            "source": "walk-in",
            "priority_class": "walk-in",
            "status": "arrived",
            "overflow": False,
            "idempotency_key": None,
            "arrived_at": clock.at,
            "action": "tokens.add_walk_in",
            "at": clock.at,
            "actor": {"kind": "system", "id": None, "role": "system"},
        }
        return known | changes

    return make


@pytest.fixture
def session(begin_as):
    with begin_as() as work:
        return given_session(work, capacity=30)


def kill_counters(url: str) -> None:
    """Cut the connection of every counter, as a failing server would."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'horarium counter' and datname = current_database()"
        )


def test_thirty_at_once_get_thirty_numbers_in_a_few_transactions(
    ask_all, place, session, db
):
    answers = ask_all(*(place(session) for _ in range(30)))

    assert sorted(one.number for one in answers) == list(range(1, 31))
    rows = db.exec_driver_sql("select count(distinct xid) from event")
    assert rows.scalar_one() < 10


def test_those_who_come_first_get_the_lower_numbers(ask_all, place, session):
    answers = ask_all(*(place(session) for _ in range(20)))

    assert [one.number for one in answers] == list(range(1, 21))


def test_a_request_that_cannot_be_kept_fails_alone(ask_all, place, session):
    sound = [place(session) for _ in range(5)]
    rotten = place(session, source="from the moon")

    answers = ask_all(*sound[:2], rotten, *sound[2:])

    failed = answers.pop(2)
    assert isinstance(failed, psycopg.errors.CheckViolation)
    assert [one.number for one in answers] == [1, 2, 3, 4, 5]


def test_one_key_asked_ten_times_at_once_is_one_token(ask_all, place, session):
    request = place(session, idempotency_key="k")

    answers = ask_all(*[request | {"token_id": new_id()} for _ in range(10)])

    assert {one.outcome for one in answers} == {"issued", "replayed"}
    assert len({one.token.id for one in answers}) == 1


def test_under_a_key_a_broken_connection_is_not_noticed(
    ask_all, place, session, database
):
    keyed = [place(session, idempotency_key=f"k{n}") for n in range(3)]

    answers = ask_all(*keyed, between=lambda: kill_counters(database.url()))

    assert [one.number for one in answers] == [1, 2, 3]


def test_without_a_key_a_broken_connection_is_an_unknown_outcome(
    ask_all, place, session, database
):
    bare = [place(session) for _ in range(2)]

    first, second = ask_all(*bare, between=lambda: kill_counters(database.url()))

    assert first.number == 1
    assert isinstance(second, DatabaseUnavailable)


def test_a_revoked_bearer_is_recognised_with_the_request(ask_all, place, session):
    (answer,) = ask_all(place(session, bearer=new_id()))

    assert answer.outcome == "signed-out"


def test_a_token_is_told_as_it_is_kept(ask_all, place, session, db):
    (plain,) = ask_all(place(session, idempotency_key="k", fingerprint="f"))
    (rushed,) = ask_all(place(session, overflow=True, reason="chest pain"))

    kept = {one.id: one for one in tokens.of_session(db, session.id)}
    assert plain.token == kept[plain.token.id]
    assert rushed.token == kept[rushed.token.id]


def test_what_is_out_of_the_ordinary_holds_up_nobody(ask_all, place, session, begin_as):
    with begin_as() as work:
        small = given_session(work, capacity=2, series="B")
    twice = place(session)
    requests = [
        place(session),
        twice,
        twice | {"token_id": new_id(), "opaque": "another"},
        place(session, overflow=True),
        place(session, patient_id=new_id()),
        *[place(small) for _ in range(3)],
    ]

    answers = ask_all(*requests)

    told = ["issued", "issued", "in-line", "issued", "no-patient"]
    assert [one.outcome for one in answers] == [*told, "issued", "issued", "full"]
    numbers = [one.number for one in answers if one.outcome == "issued"]
    assert numbers == [1, 2, 3, 1, 2]


def test_two_calls_that_want_two_sessions_do_not_wait_for_each_other(
    place, begin_as, organisation, database_url
):
    with begin_as() as work:
        first, second = sorted(
            (given_session(work, series=name) for name in "AB"), key=lambda one: one.id
        )
    calls = [
        [place(first, overflow=True), place(second, overflow=True)],
        [place(second, overflow=True), place(first, overflow=True)],
    ]

    with psycopg.connect(database_url) as holder, ThreadPoolExecutor(2) as clerks:
        holder.execute(
            "select set_config('horarium.organisation', %s, true)",
            [str(organisation.id)],
        )
        holder.execute("select from session where id = %s for update", [first.id])
        answers = []
        for n, call in enumerate(calls, start=1):
            answers.append(clerks.submit(serve, database_url, organisation, call))
            wait_for_waiting(database_url, n)
        holder.commit()
        outcomes = [answer.result(timeout=30) for answer in answers]

    assert outcomes == [["issued", "issued"]] * 2


def serve(url: str, organisation: Any, requests: list[dict[str, Any]]) -> list[str]:
    """What one call of the counter's function answers."""
    asked = f"[{','.join(as_json(one) for one in requests)}]"
    with psycopg.connect(url, application_name="clerk in a test") as clerk:
        rows = clerk.execute(
            "select outcome from serve_counter(%s, %s::jsonb) order by nth",
            [organisation.id, asked],
        )
        return [outcome for (outcome,) in rows]


def wait_for_waiting(url: str, n: int) -> None:
    """Until ``n`` clerks wait for a lock."""
    with psycopg.connect(url, autocommit=True) as admin:
        for _ in range(3000):
            row = admin.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and application_name = 'clerk in a test' and wait_event_type = 'Lock'"
            ).fetchone()
            if row == (n,):
                return
            pause(0.01)
    raise AssertionError(f"fewer than {n} clerks wait")
