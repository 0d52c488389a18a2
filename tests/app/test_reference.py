"""The API's reference page."""

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser


def test_everything_the_page_needs_comes_from_this_server(client: TestClient):
    page = LexborHTMLParser(client.get("/docs").text)

    wanted = [node.attributes["src"] for node in page.css("script")]
    wanted += [node.attributes["href"] for node in page.css("link")]
    assert all(address and address.startswith("/") for address in wanted)
    assert {client.get(str(address)).status_code for address in wanted} == {200}


def test_the_page_holds_no_script_and_no_style(client: TestClient):
    page = LexborHTMLParser(client.get("/docs").text)

    assert [node.text() for node in page.css("script") if node.text()] == []
    assert page.css("style") == []


@pytest.mark.parametrize("name", ["redoc.standalone.js", "..%2Fcore.py", "none"])
def test_no_other_file_can_be_had(client: TestClient, name: str):
    assert client.get(f"/docs/{name}").status_code == 404


def test_the_description_knows_the_api_and_none_of_the_pages(client: TestClient):
    paths = client.get("/openapi.json").json()["paths"]

    assert paths
    assert all(path.startswith("/api/") for path in paths)
