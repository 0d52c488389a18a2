import pytest
from babel.messages.extract import extract_from_dir
from jinja2 import UndefinedError
from selectolax.lexbor import LexborHTMLParser
from tests.web.builders import make_shell, make_token_live, make_token_page

from horarium.web import render


@pytest.fixture(scope="module")
def renderer() -> render.Renderer:
    return render.Renderer()


def test_a_page_speaks_the_language_of_its_shell(renderer):
    page = make_token_page(
        shell=make_shell(None, language="es"),
        live=make_token_live(n_ahead=4, now_serving=""),
    )

    tree = LexborHTMLParser(renderer.page(page))

    assert tree.css_first("h1 span").text() == "Su turno"
    assert (
        tree.css_first(".ahead").text() == "aproximadamente 4 personas antes que usted"
    )
    assert tree.css_first("html").attributes["lang"] == "es"


def test_a_language_without_a_catalogue_speaks_english(renderer):
    alone = renderer.fragment(make_token_live(n_ahead=4, now_serving=""), "fr")

    assert "about 4 people before you" in alone


def test_what_a_value_does_not_have_is_refused_rather_than_left_blank():
    environment = render.make_environment({}, "en")

    with pytest.raises(UndefinedError):
        environment.from_string("{{ live.nmber }}").render(live=make_token_live())


def test_every_template_can_be_searched_for_words_to_translate():
    found = extract_from_dir(
        str(render.TEMPLATES), method_map=[("**.html", "jinja2.ext:babel_extract")]
    )

    words = {message for _, _, message, *_ in found}

    assert {"Sign in", "Give a token", "Problems"} <= words
