"""What patients are told, in whose language, by which way, and never twice."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.builders import given_patient, given_session
from tests.services.booking.builders import MINUTE, book, wait_for
from tests.services.past_days import given_another
from tests.services.reallocating import cancelled

from horarium.services import appointments, holds, reallocation, reminders
from horarium.services.notifications import (
    LANGUAGES,
    OUTSIDE,
    Cause,
    ConsoleCourier,
    CourierError,
    FileCourier,
    Letter,
    Template,
    deliver,
    words,
)
from horarium.services.relay import drain
from horarium.services.rescheduling import Reschedule, reschedule
from horarium.store.tables import notification


class Pigeon:
    """Remembers letters; breaks down as often as told."""

    def __init__(self, n_failures=0):
        self.n_failures, self.letters = n_failures, []

    def send(self, letter):
        if self.n_failures:
            self.n_failures -= 1
            raise CourierError("rain")
        self.letters.append(letter)


def notices(work):
    """Template, language, channel and words of every notice, once the outbox is empty."""
    drain(work.db, work.organisation, work.clock)
    rows = work.db.execute(select(notification).order_by(notification.c.outbox_id))
    return [(row.template, row.language, row.channel, row.words) for row in rows]


def templates(work):
    return [template for template, *_ in notices(work)]


def test_a_booking_is_confirmed_in_the_patients_language_without_a_name(work):
    patient = given_patient(work, name="Rosalind Quirke", language="es")

    booked = book(work, given_session(work), patient=patient.id)

    [(template, language, channel, text)] = notices(work)
    assert (template, language, channel) == ("appointment.confirmed", "es", "in-app")
    assert text.startswith("Tiene cita: martes 6 enero, 09:00")
    assert booked.token.label in text
    assert "Quirke" not in text


def test_moves_and_cancellations_are_told(work):
    booked = book(work, given_session(work))
    other = given_session(work)

    moved = reschedule(work, Reschedule(appointment=booked.id, session=other.id))
    appointments.cancel(work, moved.id, "better")

    assert templates(work) == [
        Template.CONFIRMED,
        Template.MOVED,
        Template.CANCELLED,
    ]


@pytest.mark.parametrize(
    ("language", "cause"),
    [
        ("en", "The session you were booked in is cancelled. Your appointment was"),
        ("es", "La consulta en la que tenía cita se ha cancelado. Su cita se ha"),
    ],
)
def test_whoever_has_to_move_is_told_why_but_not_the_reason_noted(
    work, language, cause
):
    patient = given_patient(work, language=language)
    session = given_session(work)
    book(work, session, patient=patient.id)
    given_another(work, session)

    reallocation.at_once(work, cancelled(session, reason="Dr Hale has the flu"))

    _, (template, _, _, text) = notices(work)
    assert template == Template.MOVED
    assert text.startswith(cause)
    assert "flu" not in text


def test_whoever_finds_no_place_is_told_why(work):
    session = given_session(work)
    book(work, session)

    reallocation.at_once(work, cancelled(session))

    template, _, _, text = notices(work)[-1]
    assert template == Template.WAITLISTED
    assert text.startswith("The session you were booked in is cancelled. ")


def test_an_offer_says_until_when_it_stands(work):
    tomorrow = work.clock.now() + timedelta(days=1)
    session = given_session(work, capacity=1, start=tomorrow)
    booked = book(work, session)
    wait_for(work, session)

    appointments.cancel(work, booked.id, "better")

    template, _, _, text = notices(work)[-1]
    assert template == Template.OFFER
    assert "09:15" in text


@pytest.mark.parametrize("template", Template)
def test_every_template_is_there_in_every_language(template):
    texts = {words(template, language, {"day": "Tuesday"}) for language in LANGUAGES}

    assert len(texts) == len(LANGUAGES)
    assert words(template, "xx", {}) == words(template, "en", {})


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_is_there_in_every_language(cause):
    moved = Template.MOVED
    without = {words(moved, language, {}) for language in LANGUAGES}

    texts = {words(moved, language, {"cause": cause}) for language in LANGUAGES}

    assert len(texts - without) == len(LANGUAGES)


def given_in(work, ahead):
    """A booking that starts ``ahead`` of now, made two days before."""
    start = work.clock.now() + ahead
    work.clock.at -= timedelta(days=2)
    booked = book(work, given_session(work, start=start), start=start)
    work.clock.at += timedelta(days=2)
    return booked


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(hours=24), [Template.REMINDER_DAY]),
        (timedelta(hours=3), [Template.REMINDER_DAY]),
        (timedelta(hours=2), [Template.REMINDER_HOURS]),
        (timedelta(minutes=5), [Template.REMINDER_HOURS]),
        (timedelta(hours=25), []),
        (timedelta(0), []),
    ],
)
def test_reminders_go_out_the_day_before_and_two_hours_before(work, ahead, told):
    given_in(work, ahead)

    n_told = reminders.send_due(work)

    assert templates(work)[1:] == told
    assert n_told == len(told)


def test_nobody_is_reminded_twice_of_the_same(work, clock):
    given_in(work, timedelta(hours=24))

    counts = [reminders.send_due(work), reminders.send_due(work)]
    clock.at += timedelta(hours=22)
    counts += [reminders.send_due(work), reminders.send_due(work)]

    assert counts == [1, 0, 1, 0]


def test_who_books_on_the_day_is_not_reminded_of_the_day_before(work, clock):
    start = clock.at + timedelta(hours=20)
    book(work, given_session(work, start=start), start=start)

    assert reminders.send_due(work) == 0


def test_who_gave_the_appointment_up_is_not_reminded(work):
    booked = given_in(work, timedelta(hours=24))
    appointments.cancel(work, booked.id, "better")

    assert reminders.send_due(work) == 0


def test_two_workers_at_once_remind_once(begin_as):
    with begin_as() as work:
        given_in(work, timedelta(hours=24))

    def remind(_):
        with begin_as() as work:
            return reminders.send_due(work)

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(remind, range(4))) == 1


def given_letter(begin_as, **changes):
    """A confirmation for somebody with a phone, on its way out."""
    with begin_as() as work:
        patient = given_patient(work, phone="+44 20 7946 0123", **changes)
        book(work, given_session(work), patient=patient.id)
        drain(work.db, work.organisation, work.clock)


def test_a_letter_leaves_once(begin_as):
    given_letter(begin_as)
    pigeon = Pigeon()

    counts = [deliver(begin_as, {"sms": pigeon}) for _ in range(2)]

    assert counts == [1, 0]
    [letter] = pigeon.letters
    assert (letter.channel, letter.address) == ("sms", "+44 20 7946 0123")


def test_each_way_out_has_its_own_letter(begin_as):
    given_letter(begin_as, email="ana@example.org")
    pigeon = Pigeon()

    deliver(begin_as, dict.fromkeys(OUTSIDE, pigeon))

    assert {one.channel for one in pigeon.letters} == set(OUTSIDE)


def test_without_a_courier_nothing_leaves(begin_as):
    given_letter(begin_as)

    assert deliver(begin_as, {}) == 0


def test_a_failed_letter_is_tried_again_later_under_the_same_key(begin_as, clock):
    given_letter(begin_as)
    pigeon = Pigeon(n_failures=1)

    at_once = [deliver(begin_as, {"sms": pigeon}) for _ in range(2)]
    clock.at += 2 * MINUTE
    later = deliver(begin_as, {"sms": pigeon})

    assert (at_once, later) == ([0, 0], 1)


def test_stale_news_is_not_sent(begin_as, clock):
    given_letter(begin_as)
    clock.at += timedelta(hours=6)

    assert deliver(begin_as, {"sms": Pigeon()}) == 0


def test_a_letter_that_keeps_failing_is_given_up(begin_as, clock):
    given_letter(begin_as)
    pigeon = Pigeon(n_failures=100)

    for _ in range(10):
        deliver(begin_as, {"sms": pigeon})
        clock.at += 33 * MINUTE

    assert pigeon.n_failures == 100 - 6


def make_letter(work):
    return Letter(work.new_id(), "sms", "+44 20 7946 0123", "Come at nine.", "en")


def test_the_file_courier_writes_a_letter_once_however_often_it_is_sent(work, tmp_path):
    courier, letter = FileCourier(tmp_path / "letters"), make_letter(work)

    courier.send(letter)
    courier.send(letter)

    [file] = (tmp_path / "letters").iterdir()
    assert json.loads(file.read_text())["words"] == "Come at nine."


def test_a_folder_that_cannot_be_written_is_a_failure_of_the_courier(work, tmp_path):
    in_the_way = tmp_path / "letters"
    in_the_way.write_text("not a folder")

    with pytest.raises(CourierError):
        FileCourier(in_the_way).send(make_letter(work))


def test_the_console_courier_hides_the_address(work):
    stream = io.StringIO()

    ConsoleCourier(stream).send(make_letter(work))

    assert stream.getvalue() == "[sms to …123] Come at nine.\n"


def test_a_confirmed_hold_is_told_like_a_booking(work):
    session, patient = given_session(work), given_patient(work)
    held = holds.hold(work, holds.HoldRequest(session=session.id, patient=patient.id))

    holds.confirm(work, held.id)

    assert templates(work) == [Template.CONFIRMED]
