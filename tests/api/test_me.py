"""Who holds the token."""

from horarium.domain.actor import Role


def test_a_bearer_token_says_whose_it_is(client_as):
    told = client_as(Role.NURSE).get("/me").json()

    assert (told["kind"], told["role"]) == ("programme", "nurse")
    assert told["name"].startswith("nurse-")
