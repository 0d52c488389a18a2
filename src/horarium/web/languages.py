"""In which language the public pages speak, and where their words come from.

The words of templates and code are English; a catalogue for each other language stands in
``locale/<language>/LC_MESSAGES/horarium.po`` and is compiled when it is first needed.
"""

from collections.abc import Callable, Collection
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "horarium"
ENGLISH = "en"
COOKIE = "language"

Say = Callable[[str], str]
"""From the English words to those of a language."""


def english(words: str) -> str:
    """The words as they are: what is said where no language was asked for."""
    return words


def N_(words: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark words for the catalogues without translating them yet."""
    return words


@cache
def languages() -> tuple[str, ...]:
    """The codes that have a catalogue, and English, in order of the alphabet."""
    found = (path.parents[1].name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return tuple(sorted({ENGLISH, *found}))


def own_name(language: str) -> str:
    """What a language calls itself: "español"; its code where nobody knows."""
    try:
        return Locale.parse(language).get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; one without a catalogue speaks English."""
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language not in languages() or not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, language))
    compiled.seek(0)
    return Translations(compiled, DOMAIN)


def preferred(accepts: str, among: Collection[str]) -> str | None:
    """The best of ``among`` for an ``Accept-Language`` header (RFC 9110 §12.5.4)."""
    wishes = [_wish(part) for part in accepts.split(",") if part.strip()]
    for _, language in sorted(wishes, key=lambda wish: -wish[0]):
        if language in among:
            return language
    return None


def _wish(part: str) -> tuple[float, str]:
    code, _, parameters = part.strip().partition(";")
    try:
        quality = float(parameters.replace(" ", "").removeprefix("q=") or 1)
    except ValueError:
        quality = 0.0
    return quality, code.partition("-")[0].lower()
