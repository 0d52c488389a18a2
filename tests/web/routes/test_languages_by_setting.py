"""What HORARIUM_LANGUAGE does to the desk and the clinic."""

from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_patient, given_practitioner, given_session
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services import tokens
from horarium.services.tokens import WalkIn


def text_of(answer) -> str:
    return " ".join(LexborHTMLParser(answer.text).body.text(separator=" ").split())


def test_the_desk_speaks_the_language_of_the_deployment(app, signed_in, given):
    app.state.language = "es"
    given(given_session, capacity=2)

    page = signed_in(Role.STAFF).get("/desk")

    assert '<html lang="es"' in page.text
    assert "/desk/stream?language=es" in page.text
    for words in ("Mostrador", "Consultas de hoy", "quedan 2 plazas", "Cerrar sesión"):
        assert words in text_of(page)


def test_the_desk_refuses_in_the_language_of_the_deployment(app, signed_in, given):
    app.state.language = "es"
    client, session = signed_in(Role.STAFF), given(given_session, capacity=1)
    form = {"session": str(session.id), "name": "Ben"}
    csrf = csrf_of(client.get("/desk"))
    client.post("/desk/walk-in", data={"csrf": csrf, **form})

    answer = client.post("/desk/walk-in", data={"csrf": csrf, **form})

    assert "Esta consulta está completa" in text_of(answer)


def test_the_clinic_speaks_the_language_of_the_deployment(app, signed_in, begin_as):
    app.state.language = "hi"
    with begin_as() as work:
        practitioner = given_practitioner(work)
        session = given_session(work, practitioner=practitioner, capacity=6)
        patient = given_patient(work, name="Ben")
        tokens.add_walk_in(work, WalkIn(session=session.id, patient=patient.id))

    page = signed_in(Role.DOCTOR, practitioner=practitioner.id).get("/clinic")

    for words in ("अगले को बुलाएँ", "बिना अपॉइंटमेंट", "क्लिनिक", "साइन आउट"):
        assert words in text_of(page)
    assert "Call next" not in text_of(page)
