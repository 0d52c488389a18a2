"""The pages of the line in other languages."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from horarium.web.languages import LOCALE, languages, own_name, preferred, translations
from horarium.web.render import TEMPLATES

SPOKEN = (
    *("board.html", "_board.html", "token.html", "_token.html"),
    *("desk.html", "_desk.html", "_desk_booked.html", "clinic.html", "_clinic.html"),
    *("base.html", "_top.html", "_parts.html", "_flash.html"),
)
OTHERS = [language for language in languages() if language != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def spoken_words() -> set[str | tuple[str, ...]]:
    """Every message of the translated templates, and all that code marks."""
    found = [
        message
        for name in SPOKEN
        for message in extract_from_file("jinja2.ext:babel_extract", TEMPLATES / name)
    ]
    for path in Path(TEMPLATES).parent.rglob("*.py"):
        found += extract_from_file("python", path, keywords={"N_": None})
    return {message[1] for message in found}


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "horarium.po").open("rb") as file:
        return read_po(file, language)


def texts(message: Message, of: str) -> list[str]:
    value = getattr(message, of)
    return list(value) if isinstance(value, (tuple, list)) else [value]


def test_english_hindi_and_spanish_are_spoken():
    assert languages() == ("en", "es", "hi")
    assert [own_name(one) for one in languages()] == ["English", "español", "हिन्दी"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_of_board_token_desk_and_clinic_is_in_the_catalogue(language):
    known = {
        message.id for message in catalogue(language) if all(texts(message, "string"))
    }

    assert spoken_words() - known == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_gaps_of_the_original(language):
    for message in catalogue(language):
        gaps = {frozenset(PLACEHOLDER.findall(text)) for text in texts(message, "id")}
        for text in texts(message, "string"):
            assert {frozenset(PLACEHOLDER.findall(text))} <= gaps or not message.id


def test_a_language_nobody_wrote_speaks_english():
    assert translations("fr").gettext("Your token") == "Your token"


@pytest.mark.parametrize(
    ("accepts", "expected"),
    [
        ("hi-IN,hi;q=0.9,en;q=0.8", "hi"),
        ("fr,es;q=0.5,en;q=0.4", "es"),
        ("en;q=0.2, es;q=0.7", "es"),
        ("fr", None),
        ("", None),
        ("es;q=lots,en;q=0.1", "en"),
    ],
)
def test_the_browser_gets_what_it_wishes_most(accepts, expected):
    assert preferred(accepts, languages()) == expected
