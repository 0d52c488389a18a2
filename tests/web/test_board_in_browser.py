"""The board on a screen: nothing lies on a number, and numbers carry five metres."""

import re
from itertools import product

import pytest
from tests.web.builders import make_board_page, make_room, make_shell

from horarium.web.render import Renderer

pytestmark = pytest.mark.browser

STYLES = re.compile(r'<link rel="stylesheet" href="/static/([^"?]+)[^"]*">')
MEASURED = """rooms => rooms.map(room => {
  const box = part => {
    const element = room.querySelector(part);
    const range = document.createRange();
    range.selectNodeContents(element);
    const {top, bottom, left, right} = range.getBoundingClientRect();
    return {top, bottom, left, right};
  };
  const number = room.querySelector(".number");
  return {
    where: box(".where"), next: box(".next"),
    now: number.getBoundingClientRect().toJSON(),
    right: box(".number").right,
    room: room.getBoundingClientRect().toJSON(),
    size: parseFloat(getComputedStyle(number).fontSize),
  };
})"""
SMALLEST_SHARE = 0.065
"""Of the height of the screen: 35 mm, with capitals of 25 mm, on one of 43 inches; a
capital of 1/200 of the distance is read with ease, so these at five metres."""


def board(chromium, n_rooms, language, width, height):
    """What each room of a board takes up; long names, a late doctor, waits."""
    renderer = Renderer()
    rooms = [
        make_room(
            f"Riverside General · Room {n}",
            now=f"A {n}" if n % 3 else "B 112",
            service="Diabetes and endocrinology",
            late_min=20 if n % 2 else 0,
        )
        for n in range(1, n_rooms + 1)
    ]
    shell = make_shell(None, here="/board", language=language)
    html = STYLES.sub(
        lambda found: f"<style>{renderer.assets[found[1]].path.read_text()}</style>",
        renderer.page(make_board_page(*rooms, shell=shell)),
    )
    page = chromium.new_page(viewport={"width": width, "height": height})
    page.set_content(html, wait_until="domcontentloaded")
    measured = page.locator(".room").evaluate_all(MEASURED)
    page.close()
    return measured


@pytest.mark.parametrize(
    ("n_rooms", "language"), [*product((1, 2, 4, 5, 6, 9, 12), ("en", "es"))]
)
@pytest.mark.parametrize("screen", [(1440, 900), (1920, 1080)])
def test_nothing_lies_on_a_number_and_it_is_large_enough(
    chromium, n_rooms, language, screen
):
    measured = board(chromium, n_rooms, language, *screen)

    for room in measured:
        assert room["where"]["bottom"] <= room["now"]["top"] + 1
        assert room["now"]["bottom"] <= room["next"]["top"] + 1
        assert room["next"]["bottom"] <= room["room"]["bottom"]
        assert room["right"] <= room["room"]["right"]
        assert room["size"] >= SMALLEST_SHARE * screen[1]


def test_on_a_telephone_the_rooms_stand_below_each_other(chromium):
    measured = board(chromium, 5, "es", 390, 844)

    tops = [room["room"]["top"] for room in measured]
    assert tops == sorted(set(tops))
    for room in measured:
        assert room["now"]["bottom"] <= room["next"]["top"] + 1
        assert room["next"]["right"] <= 390
