"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from horarium.domain.errors import SignInBusy, TooManyAttempts, WrongPassword
from horarium.services import accounts
from horarium.services.accounts import Attempt
from horarium.web.errors import status_of
from horarium.web.pages.login import DemoLogin, LoginPage
from horarium.web.pages.shell import FormState
from horarium.web.visit import (
    SIGN_IN_COOKIE,
    PostDep,
    Visit,
    VisitDep,
    keep_cookie,
)

router = APIRouter()

Text = Annotated[str, Form(max_length=500)]


@router.get("/login")
def show_login(visit: VisitDep, next: str = "/") -> HTMLResponse:
    """The sign-in page."""
    return _show(visit, FormState(), error="", next_path=_own_path(next), status=200)


@router.post("/login")
def sign_in(
    visit: PostDep,
    name: Text = "",
    password: Text = "",
    next: Text = "/",
) -> Response:
    """Sign in and go where one wanted to go."""
    attempt = Attempt(
        login=name,
        password=password,
        address=visit.address,
        previous=visit.request.cookies.get(SIGN_IN_COOKIE),
    )
    try:
        signed_in = accounts.sign_in(visit.work, attempt, visit.door)
    except (WrongPassword, TooManyAttempts, SignInBusy) as refusal:
        return _show(
            visit,
            FormState({"name": name}),
            error=refusal.sentence(),
            next_path=_own_path(next),
            status=status_of(refusal),
        )
    answer = visit.to(_own_path(next))
    keep_cookie(answer, visit.request, SIGN_IN_COOKIE, signed_in.secret)
    return answer


@router.post("/logout")
def sign_out(visit: PostDep) -> RedirectResponse:
    """End this sign-in, here and on the server."""
    with visit.work() as work:
        accounts.sign_out(work, visit.secret)
    answer = visit.to("/login")
    answer.delete_cookie(SIGN_IN_COOKIE, path="/")
    return answer


def _show(
    visit: Visit, form: FormState, *, error: str, next_path: str, status: int
) -> HTMLResponse:
    demo: tuple[DemoLogin, ...] = visit.request.app.state.demo_logins
    page = LoginPage(
        shell=visit.shell(),
        form=form,
        error=error,
        next_path=next_path,
        demo_logins=demo,
    )
    return visit.show(page, status)


def _own_path(wanted: str) -> str:
    """A path of this site; anything that could lead elsewhere becomes the home page."""
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_own and "\n" not in wanted and "\r" not in wanted else "/"
