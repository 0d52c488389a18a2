"""What a command needs: settings, the database, a unit of work."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import ValidationError

from horarium import logs
from horarium.domain.clock import Clock, WallClock
from horarium.domain.errors import InvalidField, SchemaBehind
from horarium.services import deployment
from horarium.services.deployment import Place, deploy, locate
from horarium.services.work import Work
from horarium.settings import PREFIX, Environment, Settings
from horarium.store import pulse
from horarium.store.database import Database


@dataclass(frozen=True, slots=True)
class Deployment(deployment.Deployment):
    """One organisation's data as a command reaches them, with what the environment says."""

    settings: Settings


def read_settings() -> Settings:
    """The settings of this process; raises ``InvalidField`` for the first bad one."""
    try:
        return Settings()
    except ValidationError as error:
        raise _refusal(error) from None


def place_of(settings: Settings) -> Place:
    """Where the settings say that the database is."""
    return Place(settings.data_dir, settings.url, settings.pg_bin)


def current_database(settings: Settings) -> Callable[[], str]:
    """Tells where the database is; raises ``SchemaBehind`` unless its shape is today's."""
    # Alembic takes a tenth of a second to load, and many commands need none of it.
    from horarium.store.migrate import newest_revision

    find = locate(place_of(settings))
    found, wanted = pulse.revision_at(find()), newest_revision()
    if found != wanted:
        raise SchemaBehind(found or "none", wanted)
    return find


@contextmanager
def open_database(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    application_name: str = "horarium command",
    pool_size: int = 2,
) -> Iterator[Deployment]:
    """The organisation's database for a command, closed when the block ends.

    Raises ``DatabaseUnavailable`` and its kin when none can be had, ``SchemaBehind``, and
    ``NoOrganisation`` when it is empty.
    """
    settings = settings or read_settings()
    database = Database(
        current_database(settings),
        application_name=application_name,
        pool_size=pool_size,
    )
    with deploy(
        database,
        clock or WallClock(),
        settings.data_dir,
        organisation=settings.organisation,
    ) as found:
        yield Deployment(
            found.database, found.organisation, found.clock, found.data_dir, settings
        )


@contextmanager
def open_work() -> Iterator[Work]:
    """One unit of work of Horarium itself; commits when the block ends well."""
    with open_database() as found, found.work() as work:
        yield work


def set_up_logs(settings: Settings, *, level: str | None = None) -> None:
    """Send this process's events to standard error, as the settings want them."""
    logs.set_up(
        as_json=settings.wants_json_logs(is_terminal=sys.stderr.isatty()),
        level=level or settings.log_level,
        with_causes=settings.env is Environment.DEV,
    )


def _refusal(error: ValidationError) -> InvalidField:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]).upper()
    return InvalidField(
        field=name if name.startswith(PREFIX) else PREFIX + name,
        value="***" if name == "DATABASE_URL" else str(first["input"]),
        wanted=first["msg"]
        .removeprefix("Input should be ")
        .removeprefix("Value error, "),
    )
