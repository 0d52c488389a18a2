"""From page values to HTML."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from horarium.web import formats
from horarium.web.assets import Asset, load_assets
from horarium.web.cells import CellWords, row_cells
from horarium.web.languages import ENGLISH, translations
from horarium.web.pages.shell import FragmentValue, PageValue

TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """Fills templates with page values, one Jinja environment for each language."""

    def __init__(self, assets: Mapping[str, Asset] | None = None) -> None:
        self.assets = load_assets() if assets is None else assets
        self._environment = cache(partial(make_environment, self.assets))

    def page(self, value: PageValue) -> str:
        """The whole document, in the language of its shell."""
        environment = self._environment(value.shell.language)
        return environment.get_template(value.template).render(page=value)

    def fragment(self, value: FragmentValue, language: str = ENGLISH) -> str:
        """A live part alone: what replaces the content of its ``data-live`` element."""
        environment = self._environment(language)
        return environment.get_template(value.template).render(live=value)


def make_environment(assets: Mapping[str, Asset], language: str) -> Environment:
    """Templates that escape, refuse what is undefined, and speak ``language``.

    A language without a catalogue speaks the words of the templates, which are English.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = translations(language)
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        day=partial(formats.day_text, language=language),
        day_labels=partial(formats.day_labels, language=language),
        **{
            name: partial(formats.day_text, language=language, pattern=pattern)
            for name, pattern in formats.PATTERNS.items()
        },
        time=formats.time_text,
        clock=formats.clock_text,
        duration=partial(formats.duration_text, say=words.gettext),
        figure=formats.figure_text,
        machine=formats.machine_text,
    )
    environment.globals.update(
        static=lambda name: assets[name].url,
        row_cells=partial(row_cells, words=_cell_words(words)),
    )
    return environment


def _cell_words(words: NullTranslations) -> CellWords:
    say = words.gettext
    return CellWords(
        off=say("off"),
        locked=say("locked"),
        must_fix=say("must fix"),
        to_improve=say("to improve"),
        was=say("was"),
    )
