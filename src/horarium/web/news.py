"""What somebody on the team was told lately, on top of their home page."""

from horarium.services import staff_notices
from horarium.services.work import Work
from horarium.web.pages.home import Item, Section
from horarium.web.visit import Visit

N_NEWS = 5


def news_section(visit: Visit, work: Work) -> tuple[Section, ...]:
    """One section with the latest news, or none when there is none."""
    told = staff_notices.news(work)[:N_NEWS]
    if not told:
        return ()
    items = tuple(
        Item(title=one.words, lead=f"{visit.local(one.at):%a %H:%M}") for one in told
    )
    return (Section(title="News for you", items=items, is_wide=True),)
