from dataclasses import dataclass

import pytest

from horarium.domain.errors import InvalidField, PortTaken
from horarium.web.typed import blamed, filled, number, whole_number


@dataclass
class Form:
    first: str = ""
    last: str = ""


@pytest.mark.parametrize(("typed", "meant"), [("0", 0), (" 12 ", 12), ("007", 7)])
def test_digits_are_a_whole_number(typed, meant):
    assert whole_number("minutes", typed) == meant


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "ten", "²", "٣", "9" * 5000])
def test_what_is_no_whole_number_is_refused_by_its_field(typed):
    with pytest.raises(InvalidField) as refusal:
        whole_number("minutes", typed)

    assert (refusal.value.field, refusal.value.value) == ("minutes", typed)


@pytest.mark.parametrize("typed", ["", "nan", "inf", "1,5", "much"])
def test_a_number_is_finite(typed):
    with pytest.raises(InvalidField):
        number("wait", typed)


def test_a_number_may_be_broken_and_negative():
    assert number("wait", "-1.5") == -1.5


def test_of_a_form_what_was_typed_is_kept():
    assert filled(Form(last="Ana")) == {"last": "Ana"}


def test_a_refusal_is_shown_at_its_field_or_where_it_belongs_otherwise():
    assert blamed(InvalidField("days", "0", "1 to 28"), "wait") == "days"
    assert blamed(PortTaken("localhost", 80, "in use"), "wait") == "wait"
