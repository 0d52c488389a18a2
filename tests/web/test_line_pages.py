"""The desk, the clinic, the board and the patient's own page."""

from dataclasses import replace

from tests.web.builders import (
    make_board_page,
    make_booked,
    make_clinic_live,
    make_clinic_page,
    make_desk_page,
    make_new_token,
    make_room,
    make_session,
    make_token_live,
    make_token_page,
    make_waiting,
    make_with_me,
)

from horarium.web.pages.clinic import Away
from horarium.web.pages.desk import BookedPatient
from horarium.web.pages.shell import FormState, Tone
from horarium.web.pages.token import TokenStage, WaitInterval

NAMES = ("Sneha", "Joshi", "Karthik", "Rao", "Sahana", "Pillai", "Omkar", "Patil")


def test_the_desk_shows_places_left_and_the_overflow(show):
    page = make_desk_page()
    sessions = (make_session(), make_session(id="s2", taken=18))

    rows = show.fragment(replace(page.live, sessions=sessions)).css("tbody tr")

    assert "14 of 18, 4 left" in rows[0].text(separator=" ", strip=True)
    assert "1 of 3" in rows[0].text()
    assert rows[1].css_first(".places strong").text(strip=True) == "full"


def test_the_desk_posts_each_action_to_its_address(show):
    tree = show(make_desk_page())

    actions = {form.attributes["action"] for form in tree.css("main form")}

    assert actions == {
        "/desk/walk-in",
        "/desk/emergency",
        "/desk/check-in",
        "/desk/find",
    }
    fields = _fields(tree, "/desk/walk-in")
    assert fields == {"csrf", "session", "name", "phone", "born"}
    assert _fields(tree, "/desk/emergency") == {"csrf", "session", "name", "reason"}
    assert _fields(tree, "/desk/check-in") == {"csrf", "appointment"}


def test_a_refused_walk_in_keeps_what_was_typed_and_focuses_the_error(show):
    typed = {"session": "s1", "name": "Lena Moss", "phone": "abc"}
    form = FormState(typed, {"phone": "Digits are wanted."})

    tree = show(make_desk_page(walk_in=form))

    phone = tree.css_first("#walk-in-phone")
    assert tree.css_first("#walk-in-name").attributes["value"] == "Lena Moss"
    assert phone.attributes["value"] == "abc"
    assert phone.attributes["aria-invalid"] == "true"
    assert phone.attributes["aria-describedby"] == "walk-in-phone-error"
    assert [node.attributes["id"] for node in tree.css("[autofocus]")] == [
        "walk-in-phone"
    ]
    assert not tree.css("#emergency-name[aria-invalid]")


def test_a_new_token_is_shown_large_with_a_way_to_its_page(show):
    token = show(make_desk_page(new_token=make_new_token())).css_first(".new-token")

    assert token.css_first(".big").text() == "A 15"
    assert token.css_first("a").attributes["href"] == "/t/x"


def test_whoever_is_checked_in_shows_a_token_and_no_button(show):
    here = make_booked(may_check_in=False, token="A 12", token_href="/t/a")

    tree = show(make_desk_page(booked=(here,)))

    assert tree.css_first("#booked .number").text(strip=True) == "A 12"
    assert not tree.css("#booked button")


def test_a_search_without_a_hit_says_what_to_do(show):
    nobody: tuple[BookedPatient, ...] = ()

    tree = show(make_desk_page(booked=nobody, query="zz"))

    assert "add the patient as a walk-in" in tree.css_first("#booked").text()


def test_a_doctor_who_is_free_calls_next_or_takes_a_break(show):
    tree = show.fragment(make_clinic_live(with_me=None, undo_number=""))

    words = [button.text(strip=True) for button in tree.css("button")]

    assert words == ["Take a break", "Call next (A 7)"]
    actions = [form.attributes["action"] for form in tree.css("form")]
    assert actions == ["/clinic/s1/break", "/clinic/s1/call-next"]


def test_a_break_is_told_and_ended(show):
    live = make_clinic_live(with_me=None, undo_number="", is_on_break=True)

    tree = show.fragment(live)

    assert "You are on a break." in tree.css_first(".with-me").text()
    assert tree.css_first("form").attributes["action"] == "/clinic/s1/resume"


def test_who_was_not_at_the_door_can_come_in_once_the_room_is_free(show):
    away = (Away(token="t-5", number="A 5", name="Lena Moss"),)

    free = show.fragment(make_clinic_live(with_me=None, away=away, undo_number=""))
    busy = show.fragment(make_clinic_live(away=away))

    values = [node.attributes["value"] for node in free.css("input[name=token]")]
    assert values == ["t-5"]
    assert "Lena Moss" in busy.body.text()
    assert not busy.css("section[aria-labelledby=away-title] form")


def test_the_vital_signs_of_the_patient_in_the_room_are_beside_the_name(show):
    tree = show.fragment(make_clinic_live(vitals=("Pulse 72/min",)))

    assert tree.css_first(".vitals li").text() == "Pulse 72/min"


def test_a_called_patient_can_be_started_completed_missed_or_taken_back(show):
    tree = show.fragment(make_clinic_live())

    actions = [form.attributes["action"] for form in tree.css("form")]

    verbs = ("start", "complete", "recall", "skip", "no-show", "undo")
    assert actions == [f"/clinic/s1/{verb}" for verb in verbs]
    tokens = [node.attributes["value"] for node in tree.css("input[name=token]")]
    assert tokens == ["t-8"] * 5


def test_a_patient_in_consultation_cannot_be_a_no_show(show):
    live = make_clinic_live(with_me=make_with_me(is_started=True), undo_number="")

    actions = [form.attributes["action"] for form in show.fragment(live).css("form")]

    assert actions == ["/clinic/s1/complete"]


def test_nobody_waiting_leaves_a_button_that_says_so(show):
    tree = show.fragment(make_clinic_live(with_me=None, waiting=(), undo_number=""))

    button = tree.css_first("#call-next")
    assert button.text(strip=True) == "Nobody is waiting"
    assert "disabled" in button.attributes


def test_a_long_wait_is_said_in_words_beside_its_colour(show):
    late = make_waiting("A 3", wait_tone=Tone.BAD, wait_word="too long")

    wait = show.fragment(make_clinic_live(waiting=(late,))).css_first(".wait.bad")

    assert wait.text() == "34 min, too long"


def test_lateness_is_shown_as_it_stands_and_posted_in_minutes(show):
    tree = show(make_clinic_page(late_min=20))

    assert "you run 20 min late" in tree.css_first(".late").text()
    assert tree.css_first("#minutes").attributes["value"] == "20"
    assert _fields(tree, "/clinic/s1/late") == {"csrf", "minutes"}


def test_the_board_shows_numbers_and_never_a_patient(show):
    tree = show(make_board_page(make_room(is_last_called=True), make_room("Room 7")))

    rooms = tree.css(".room")
    assert [room.css_first("h2").text() for room in rooms] == ["Room 4", "Room 7"]
    assert rooms[0].css_first(".now .number").text() == "A 8"
    assert [n.text() for n in rooms[0].css(".next .number")] == ["A 7", "A 9", "A 10"]
    assert "last" in rooms[0].attributes["class"]
    assert not any(name in tree.body.text() for name in NAMES)


def test_the_board_is_dark_whatever_the_theme_and_follows_its_stream(show):
    tree = show(make_board_page())

    live = tree.css_first("live-board")
    assert tree.css_first("html").attributes["data-theme"] == "dark"
    assert live.attributes["data-live"] == "/board/events"
    assert "{time}" in live.attributes["data-stale"]


def test_a_live_part_alone_is_what_stands_in_its_page(show):
    page = make_board_page()

    alone = show.renderer.fragment(page.live).strip()

    assert alone in show.renderer.page(page)


def test_my_token_says_number_people_ahead_and_the_interval(show):
    tree = show(make_token_page())

    assert tree.css_first("h1 b").text() == "A 9"
    assert tree.css_first(".wait").text() == "28–54 min"
    assert tree.css_first(".ahead").text() == "about 4 people before you · now A 8"


def test_one_person_ahead_is_one_person(show):
    one = show.fragment(make_token_live(n_ahead=1, now_serving=""))
    nobody = show.fragment(
        make_token_live(n_ahead=0, wait=WaitInterval(0, 0), now_serving="")
    )

    assert one.css_first(".ahead").text() == "about 1 person before you"
    assert nobody.css_first(".ahead").text() == "You are next"
    assert nobody.css_first(".wait").text() == "any moment"


def test_a_called_token_says_so_and_shows_no_wait(show):
    live = make_token_live(
        stage=TokenStage.CALLED, headline="Please go in", n_ahead=None, wait=None
    )

    tree = show.fragment(live)

    assert tree.css_first("[data-say]").text() == "Please go in"
    assert not tree.css(".wait, .ahead")


def _fields(tree, action: str) -> set[str]:
    form = tree.css_first(f"form[action='{action}']")
    return {node.attributes["name"] for node in form.css("input, select")}
