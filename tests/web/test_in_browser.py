"""The sample pages in headless Chromium: accessible, reachable by keys, honest when old."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.web.builders import make_room
from tests.web.roster_builders import make_roster_page
from tests.web.samples import samples

from horarium.web.render import Renderer

pytestmark = pytest.mark.browser

PAGES = {**samples(), "roster-45": make_roster_page(45, 84)}
LOOKED_AT = (
    "login-refused",
    "home-coordinator",
    "home-patient",
    "desk",
    "desk-refused",
    "clinic-called",
    "board",
    "token-waiting",
    "roster",
    "roster-doctor",
    "duties",
    "duties-link",
    "requests-effect",
    "requests-refused",
    "swaps",
    "own-fairness",
    "inbox",
    "draft",
    "draft-refused",
    "rosters",
    "compare",
    "publish",
    "publish-blocked",
    "new-roster-refused",
    "search",
    "search-without",
    "rules-refused",
    "fairness",
    "roster-asks",
    "suppose",
    "question",
    "why",
    "absences",
    "absences-own",
    "loop",
    "loop-working",
    "session",
    "patients",
    "patient",
    "booking",
    "booked",
    "vitals",
    "reallocation",
    "statistics",
    "readiness",
    "attendance",
    "allocation",
    "what-if",
    "calls",
    "error-404",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
IS_ON_TOP = """cell => {
  const box = cell.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return cell.contains(top);
}"""


class Site(ThreadingHTTPServer):
    """Serves the sample pages, the static files and one stream that tests can feed.

    ``present`` is what a page that polls is told; without it there is nothing to be had.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.renderer = Renderer()
        self.news = ""
        self.present = ""
        self.changed = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def tell(self, html: str) -> None:
        lines = "".join(f"data: {line}\n" for line in html.splitlines())
        with self.changed:
            self.news = f"event: state\n{lines}\n"
            self.changed.notify_all()


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        assets = self.server.renderer.assets
        if path.endswith("/events") and "html" in self.headers["Accept"]:
            self._tell_once()
        elif path.endswith("/events"):
            self._stream()
        elif path.startswith("/static/"):
            asset = assets[path.removeprefix("/static/")]
            self._answer(asset.path.read_bytes(), asset.media_type)
        elif path.removeprefix("/") in PAGES:
            html = self.server.renderer.page(PAGES[path.removeprefix("/")])
            self._answer(html.encode(), "text/html")
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        self.send_response(303)
        self.send_header("Location", "/clinic-started")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the output of the test run quiet."""

    def _answer(self, body: bytes, media_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def _tell_once(self) -> None:
        if self.server.present:
            self._answer(self.server.present.encode(), "text/html")
        else:
            self.send_error(503)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with self.server.changed:
            self.server.changed.wait_for(lambda: self.server.news, timeout=20)
            self.wfile.write(self.server.news.encode())


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def tab(chromium: Browser, site: Site) -> Iterator[Page]:
    site.news = site.present = ""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


@pytest.mark.parametrize(
    ("width", "scheme"), [*product((390, 1440), ("light", "dark"))]
)
def test_no_page_has_an_accessibility_fault_or_breaks_the_policy(
    chromium, site, width, scheme
):
    page = chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    faults = {}
    for name in LOOKED_AT:
        page.goto(f"{site.url}/{name}")
        result = Axe().run(page, options={"runOnly": RULES})
        found = [violation["id"] for violation in result.response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if found or wide:
            faults[name] = (found, wide)
    page.close()

    assert not faults
    assert not [text for text in said if "Content Security Policy" in text]


@pytest.mark.parametrize("height", [560, 900])
def test_the_focused_cell_is_never_under_a_sticky_part(tab, site, height):
    tab.set_viewport_size({"width": 1440, "height": height})
    tab.goto(f"{site.url}/roster-45")
    tab.locator("#c-0-0").focus()

    walk = ["ArrowDown"] * 44 + ["End", "PageUp", "Home", "Control+End", "Control+Home"]
    hidden = [key for key in walk if not _is_on_top_after(tab, key)]

    assert not hidden


def test_the_grid_is_one_tab_stop_and_keeps_its_place(tab, site):
    tab.goto(f"{site.url}/roster")
    tab.locator("#c-0-0").focus()

    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        tab.keyboard.press(key)

    assert tab.evaluate("document.activeElement.id") == "c-1-2"
    stops = tab.locator("roster-grid [tabindex='0']")
    assert stops.evaluate_all("all => all.map(one => one.id)") == ["c-1-2"]


def test_a_problem_leads_to_its_cell(tab, site):
    tab.goto(f"{site.url}/roster")

    tab.locator("#problems a").first.click()

    assert tab.evaluate("document.activeElement.id") == "c-0-1"
    assert tab.url.endswith("#c-0-1")


def test_the_filter_works_as_one_types_and_keeps_the_address(tab, site):
    tab.goto(f"{site.url}/roster")

    tab.keyboard.press("/")
    tab.keyboard.type("chitra")

    rows = tab.locator("tbody:first-of-type tr:visible")
    assert rows.count() == 1
    assert "q=chitra" in tab.url
    assert tab.locator("#found").text_content() == "1 people shown"


def test_the_keys_are_one_key_away(tab, site):
    tab.goto(f"{site.url}/roster")

    tab.keyboard.press("?")

    assert tab.locator("dialog#keys").is_visible()


def test_the_board_shows_what_the_stream_says(tab, site):
    tab.goto(f"{site.url}/board")
    live = replace(PAGES["board"].live, rooms=(make_room(now="A 99"),))

    site.tell(site.renderer.fragment(live))

    tab.locator(".room.new", has_text="A 99").wait_for(timeout=20_000)


def test_who_is_called_again_flashes_on_the_board_again(tab, site):
    tab.goto(f"{site.url}/board")
    first, *others = PAGES["board"].live.rooms
    again = replace(first, n_recalls=first.n_recalls + 1)

    live = replace(PAGES["board"].live, rooms=(again, *others))
    site.tell(site.renderer.fragment(live))

    tab.locator(".room.new", has_text=first.now).wait_for(timeout=20_000)


@pytest.mark.parametrize("way", ["no-such-thing", "blocked"])
def test_without_a_stream_the_board_asks_for_the_present_state(tab, site, way):
    if way == "blocked":
        tab.route(
            "**/board/events",
            lambda route: (
                route.continue_()
                if "html" in route.request.headers["accept"]
                else route.fulfill(status=502)
            ),
        )
    else:
        tab.add_init_script("delete window.EventSource")
    live = replace(PAGES["board"].live, rooms=(make_room(now="A 97"),))
    tab.goto(f"{site.url}/board")

    site.present = site.renderer.fragment(live)

    tab.locator(".room.new", has_text="A 97").wait_for(timeout=20_000)


def test_the_board_chimes_at_a_new_call_once_it_is_turned_on(tab, site):
    tab.goto(f"{site.url}/board")
    # Each chime leaves a mark that a locator can wait for: the policy lets no test eval.
    tab.evaluate(
        "() => addEventListener('board:chime', () => {"
        " document.body.dataset.heard = (document.body.dataset.heard ?? '') + 'x'; })"
    )

    tab.get_by_role("button", name="Chime off").click()
    tab.locator("body[data-heard^=x]").wait_for()
    before = tab.locator("body").get_attribute("data-heard")
    live = replace(PAGES["board"].live, rooms=(make_room(now="A 98"),))
    site.tell(site.renderer.fragment(live))
    tab.locator(f"body[data-heard^={before}x]").wait_for()

    assert tab.get_by_role("button", name="Chime on").is_visible()


def test_news_that_have_grown_old_say_so_and_new_ones_take_it_back(tab, site):
    tab.clock.install()
    tab.goto(f"{site.url}/board")
    stale = tab.locator(".stale")
    hidden_at_first = stale.is_hidden()

    tab.clock.run_for(12_000)
    stale.wait_for()
    words = stale.text_content() or ""
    site.tell(site.renderer.fragment(PAGES["board"].live))
    tab.clock.run_for(3_000)
    stale.wait_for(state="hidden")

    assert hidden_at_first
    assert words.startswith("No news since ")


def test_a_call_changes_the_line_in_place_and_leaves_no_name_behind(tab, site):
    tab.goto(f"{site.url}/clinic-free")
    tab.evaluate("window.kept = true")

    tab.get_by_role("button", name="Call next").click()
    tab.get_by_text("in consultation since").wait_for()

    assert tab.evaluate("window.kept")
    assert tab.evaluate("localStorage.length + sessionStorage.length") == 0
    assert tab.url.endswith("/clinic-free")


def test_after_a_call_the_keys_go_on_from_who_was_called(tab, site):
    tab.goto(f"{site.url}/clinic-free")
    tab.locator("#call-next").focus()

    tab.keyboard.press("Enter")
    tab.locator("#with-me:focus").wait_for()
    tab.keyboard.press("Tab")

    assert tab.evaluate("document.activeElement.id") == "complete"


def test_the_theme_is_changed_at_once_and_remembered(tab, site):
    tab.goto(f"{site.url}/home-admin")
    tab.get_by_role("button", name="Ana Ruiz").click()

    tab.get_by_text("Dark", exact=True).click()

    assert tab.locator("html").get_attribute("data-theme") == "dark"
    tab.reload()
    assert tab.locator("html").get_attribute("data-theme") == "dark"


def _is_on_top_after(tab: Page, key: str) -> bool:
    tab.keyboard.press(key)
    return bool(tab.locator("td:focus").evaluate(IS_ON_TOP))


def test_the_slip_is_printed_by_a_button(tab, site):
    tab.add_init_script("window.print = () => (window.printed = true)")
    tab.goto(f"{site.url}/token-waiting")
    button = tab.get_by_role("button", name="Print the slip")

    button.click()

    assert tab.evaluate("window.printed")
