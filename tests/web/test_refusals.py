"""Refusals in the language of the desk and the clinic."""

import pytest

from horarium.domain.errors import (
    AlreadyInLine,
    IllegalMove,
    InvalidField,
    NotYourSession,
    OverflowFull,
    SessionFull,
    SessionNotOpen,
    StillServing,
)
from horarium.web.languages import english, translations
from horarium.web.refusals import said

spanish = translations("es").gettext
hindi = translations("hi").gettext


@pytest.mark.parametrize(
    "refusal",
    [
        SessionFull("s", 12),
        OverflowFull("s", 3),
        AlreadyInLine("A 7"),
        SessionNotOpen("s", "over"),
        StillServing("A 7"),
    ],
)
def test_in_english_a_page_says_what_the_refusal_says(refusal):
    assert said(refusal, english) == refusal.sentence()


def test_a_refusal_speaks_spanish_with_its_figures():
    full = said(SessionFull("s", 12), spanish)

    assert full == "Esta consulta está completa: las 12 plazas están ocupadas."


def test_the_state_of_a_token_is_said_in_the_words_of_the_page():
    refusal = IllegalMove("call", "in-consultation", ())

    assert "with the doctor" in said(refusal, english)
    assert "डॉक्टर के साथ" in said(refusal, hindi)


def test_what_a_field_wants_is_translated_around_its_numbers():
    refusal = InvalidField("minutes", "soon", "0 to 480")

    assert said(refusal, spanish) == "«soon» no sirve; se espera: de 0 a 480."


@pytest.mark.parametrize("wanted", ["one of {A, B}, or 1 of {C}", "}{", "%s"])
def test_what_no_catalogue_knows_is_said_as_it_is(wanted):
    assert wanted in said(InvalidField("room", "x", wanted), spanish)


def test_an_empty_field_is_not_quoted():
    refusal = InvalidField("name", "…", "1 to 200 characters")

    assert "…" not in said(refusal, english)


def test_a_refusal_without_words_in_the_language_is_said_in_english():
    refusal = NotYourSession("s")

    assert said(refusal, spanish) == refusal.sentence()
