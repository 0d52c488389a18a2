"""What the forms and addresses of booking say, read once for the desk and for patients."""

from typing import Annotated

from fastapi import Depends, Form, Query

Text = Annotated[str, Form(max_length=200)]
Word = Annotated[str, Query(max_length=40)]


def _asked(
    service: Word = "",
    practitioner: Word = "",
    start: Annotated[str, Query(alias="from", max_length=10)] = "",
    day: Word = "",
    move: Word = "",
) -> dict[str, str]:
    return {
        "service": service,
        "practitioner": practitioner,
        "from": start,
        "day": day,
        "move": move,
    }


def _slot(
    start: Text,
    session: Text = "",
    rule: Text = "",
    service: Text = "",
    practitioner: Text = "",
) -> dict[str, str]:
    return {
        "start": start,
        "session": session,
        "rule": rule,
        "service": service,
        "practitioner": practitioner,
    }


def _wish(
    service: Text,
    practitioner: Text = "",
    first: Text = "",
    last: Text = "",
    part: Text = "",
    urgency: Text = "",
) -> dict[str, str]:
    return {
        "service": service,
        "practitioner": practitioner,
        "first": first,
        "last": last,
        "part": part,
        "urgency": urgency,
    }


AskedTimes = Annotated[dict[str, str], Depends(_asked)]
"""Whose free times are wanted, and ``move``: which appointment shall go elsewhere."""

ChosenSlot = Annotated[dict[str, str], Depends(_slot)]
"""The slot of a button, with what the page was asked for."""

WaitlistWish = Annotated[dict[str, str], Depends(_wish)]
"""A service, perhaps a doctor, and the days."""
