"""An error in the words of whoever asked."""

from fastapi.testclient import TestClient


def test_a_program_gets_a_problem(client: TestClient):
    answer = client.get("/api/v1/nowhere")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "no-such-route"


def test_a_person_gets_a_page(client: TestClient):
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_a_program_without_a_token_is_refused(client: TestClient):
    answer = client.get("/api/v1/me")

    assert answer.status_code == 401
    assert answer.json()["code"] == "sign-in-required"


def test_a_person_who_is_not_signed_in_is_led_to_the_door(client: TestClient):
    answer = client.get("/roster", follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


def test_a_fault_of_our_own_tells_nothing_but_its_reference(client: TestClient):
    @client.app.get("/broken")
    def break_down() -> None:
        raise KeyError("Rosalind Quirke")

    answer = client.get("/broken")

    assert answer.status_code == 500
    assert "Quirke" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
