"""Sign-in, home, refusals and the frame around them all."""

import pytest
from tests.web.builders import (
    make_big_token,
    make_error_page,
    make_home_page,
    make_login_page,
    make_shell,
)

from horarium.domain.actor import Role
from horarium.web.pages.login import DemoLogin
from horarium.web.pages.shell import Flash, FormState, Theme, Tone


@pytest.mark.parametrize(
    ("here", "entry", "how"),
    [
        ("/desk", "Front desk", "page"),
        ("/desk/calls", "Calls", "page"),
        ("/desk/sessions/s1", "Front desk", "true"),
        ("/patients/p1", "Patients", "true"),
    ],
)
def test_a_page_below_an_entry_of_the_bar_marks_it(show, here, entry, how):
    page = make_home_page(shell=make_shell(Role.STAFF, here=here))

    marked = show(page).css("nav [aria-current]")

    assert [one.text() for one in marked] == [entry]
    assert marked[0].attributes["aria-current"] == how


def test_a_refused_sign_in_keeps_the_name_and_focuses_it(show):
    page = make_login_page(error="Name or password is wrong.", next_path="/clinic")

    tree = show(page)

    assert tree.css_first("[role=alert]").text() == "Name or password is wrong."
    assert "autofocus" in tree.css_first("#name").attributes
    assert tree.css_first("input[name=next]").attributes["value"] == "/clinic"


def test_a_password_is_never_sent_back(show):
    form = FormState({"name": "ana", "password": "secret"})

    html = show.renderer.page(make_login_page(form=form))

    assert 'value="ana"' in html
    assert "secret" not in html


def test_demo_logins_are_one_click_each(show):
    logins = (
        DemoLogin("Doctor", "doctor", "demo", "own line"),
        DemoLogin("Nurse", "nurse", "demo", "who waits"),
    )

    forms = show(make_login_page(demo_logins=logins)).css(".demo form")

    names = [f.css_first("input[name=name]").attributes["value"] for f in forms]
    assert names == ["doctor", "nurse"]


def test_nobody_signed_in_sees_neither_menu_nor_navigation(show):
    tree = show(make_login_page())

    assert not tree.css("nav, form[action='/logout']")


def test_the_navigation_marks_where_one_is(show):
    shell = make_shell(Role.DOCTOR, here="/clinic")

    tree = show(make_home_page(shell=shell))

    assert [a.text() for a in tree.css("nav a")] == [
        "Today",
        "Clinic",
        "My duties",
        "Patients",
        "Roster",
        "Board",
    ]
    assert tree.css_first("nav [aria-current=page]").text() == "Clinic"


def test_a_theme_of_ones_own_is_in_the_first_byte_of_the_page(show):
    dark = show(make_home_page(shell=make_shell(theme=Theme.of("dark"))))
    system = show(make_home_page(shell=make_shell(theme=Theme.of("purple"))))

    assert dark.css_first("html").attributes["data-theme"] == "dark"
    assert "data-theme" not in system.css_first("html").attributes


def test_what_became_of_an_action_is_said_on_top(show):
    shell = make_shell(flash=Flash("This session is full.", Tone.BAD))

    flash = show(make_home_page(shell=shell)).css_first("#flash .flash.bad")

    assert flash.text() == "This session is full."


def test_home_shows_tiles_lists_and_what_is_empty(show):
    tree = show(make_home_page())
    cover, requests = tree.css(".sections .card")

    assert [t.text() for t in cover.css(".tile .value")] == ["17", "2"]
    assert cover.css_first(".tile .bar rect").attributes["width"] == "89.0"
    assert cover.css_first(".list .pill.bad").text() == "1 short"
    assert "Nobody has asked for anything." in requests.text()


def test_a_patient_sees_the_own_token_large(show):
    token = make_big_token()

    mine = show(make_home_page(Role.PATIENT, token=token)).css_first(".my-token")

    assert mine.css_first(".big").text() == "A 9"
    assert mine.css_first("a").attributes["href"] == "/t/x"


def test_a_refusal_says_what_happened_and_what_to_do_next(show):
    tree = show(make_error_page(404))

    assert tree.css_first("h1").text() == "There is nothing here"
    assert "There is no session 42." in tree.body.text()
    links = [a.attributes["href"] for a in tree.css("main a")]
    assert links == ["/", "/desk"]
    assert "req-81f2" in tree.body.text()
