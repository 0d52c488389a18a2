"""Telling patients: a message in the outbox, in the transaction of what it tells."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from babel.dates import format_date, format_time

from horarium.domain.ids import PatientId
from horarium.domain.session import Session
from horarium.services.notifications.words import Template, words
from horarium.services.work import Work
from horarium.store import people
from horarium.store.outbox import Message, Notice

TOPIC = "patient.told"
"""The one topic of everything below; its payload names the template and the patient."""

IN_APP, SMS, EMAIL = "in-app", "sms", "e-mail"

OUTSIDE = (SMS, EMAIL)
"""Channels that need a courier."""


def tell(
    work: Work,
    template: Template,
    patient: PatientId,
    *,
    at: datetime,
    session: Session,
    **fields: str,
) -> None:
    """Tell a patient about ``at`` in a session, when this work commits.

    The language and the ways to reach are the patient's own; the name goes nowhere.
    """
    known = people.patient_by_id(work.db, patient)
    if known is None:
        return
    channels = [IN_APP]
    channels += [SMS] if known.phone else []
    channels += [EMAIL] if known.email else []
    work.announce(
        TOPIC,
        template=template.value,
        language=known.language,
        patient=patient,
        channels=" ".join(channels),
        session=session.id,
        day=day_words(work, at, known.language),
        time=time_words(work, at, known.language),
        room=session.room,
        site=session.site,
        **fields,
    )


def notices_of(message: Message, new_id: Callable[[], UUID]) -> list[Notice]:
    """One notice a channel for a message of ``TOPIC``; none for any other."""
    if message.topic != TOPIC:
        return []
    told = message.payload
    text = words(Template(told["template"]), told["language"], told)
    return [
        Notice(
            id=new_id(),
            message=message.id,
            patient=UUID(told["patient"]),
            words=text,
            channel=channel,
            template=told["template"],
            language=told["language"],
        )
        for channel in told["channels"].split()
    ]


def day_words(work: Work, at: datetime, language: str) -> str:
    """The day of an instant, as people say it there."""
    return format_date(at.astimezone(work.zone).date(), "EEEE d MMMM", locale=language)


def time_words(work: Work, at: datetime, language: str) -> str:
    """The time of day of an instant on the organisation's clocks."""
    return format_time(at.astimezone(work.zone).timetz(), "HH:mm", locale=language)
