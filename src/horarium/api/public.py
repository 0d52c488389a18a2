"""What anybody may see: the board, a token by its link, the catalogue of problems."""

from horarium.api import answers
from horarium.api.answers import Listing
from horarium.api.deps import PublicWork
from horarium.api.errors import Problem, catalogue, refusals
from horarium.api.fields import Opaque
from horarium.api.routing import api_router
from horarium.services import views

router = api_router("", "public")


@router.get("/board", responses=refusals(500, 503))
def get_board(work: PublicWork) -> answers.Board:
    """Who is called in which room: numbers, never names."""
    rooms = answers.BoardRoom.each(views.board(work))
    return answers.Board(as_of=work.clock.now(), rooms=rooms)


@router.get("/t/{opaque}", responses=refusals(404, 422, 500, 503))
def get_token_by_link(work: PublicWork, opaque: Opaque) -> answers.TokenView:
    """A token as its holder sees it; whoever has the link may."""
    return answers.TokenView.of(views.token(work, opaque))


@router.get("/problems", responses=refusals(500))
def list_problems() -> Listing[Problem]:
    """Every code a refusal can carry, with its status and its meaning."""
    return Listing[Problem](items=catalogue())
