"""Logs as events with fields: which fields may appear, and how they look.

What may be logged is a list, not what may not: a field that is not in ``FIELDS`` is left
out and only its name is told. So no name, phone number or record number of a patient can
get into a log by way of a new call somewhere. Exceptions are logged as their types and
the places they passed, without their texts, which may quote a row.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import structlog
from pydantic_core import to_json
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

FIELDS = frozenset(
    {
        "action",
        "attempt",
        "code",
        "database",
        "duration_ms",
        "duration_s",
        "error",
        "event",
        "exception",
        "exit_code",
        "job",
        "level",
        "logger",
        "method",
        "n",
        "organisation",
        "pid",
        "port",
        "request_id",
        "role",
        "roster",
        "route",
        "run",
        "session",
        "status",
        "task",
        "timestamp",
        "token",
        "topic",
        "version",
    }
)
"""Everything a log line may carry."""

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    ExceptionDictTransformer(show_locals=False)
)
_QUIET = ("alembic", "asyncio", "httpx", "httpx2", "procrastinate", "uvicorn.access")


def only_known_fields(
    _logger: WrappedLogger, _method: str, event: EventDict
) -> EventDict:
    """Leave out every field that is not in ``FIELDS`` and name those left out."""
    unknown = sorted(key for key in event if key not in FIELDS and key[0] != "_")
    for key in unknown:
        del event[key]
    if unknown:
        event["withheld"] = unknown
    return event


def places_of_exception(
    _logger: WrappedLogger, _method: str, event: EventDict
) -> EventDict:
    """Turn an exception into the types of its chain and the lines it passed."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = list(_links(error))
    return event


def _links(error: BaseException) -> Iterator[dict[str, Any]]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = traceback.extract_tb(link.__traceback__)
        yield {
            "type": type(link).__qualname__,
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        link = link.__cause__ or (
            None if link.__suppress_context__ else link.__context__
        )


def _in_lines(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Write what ``places_of_exception`` made as a terminal shows it."""
    links = event.get("exception")
    if isinstance(links, list):
        event["exception"] = "\n".join(
            line for link in links for line in (link["type"], *_indented(link["at"]))
        )
    return event


def _indented(places: list[str]) -> Iterator[str]:
    return (f"  {place}" for place in places)


def _as_json(event: EventDict, default: Callable[[Any], Any]) -> str:
    try:
        return to_json(event, fallback=default).decode()
    except ValueError:
        # What is no Unicode can still be told in ASCII.
        return json.dumps(event, default=default)


class _WithoutQuotes(logging.Filter):
    """Keeps other libraries' words about an exception out: they may quote data."""

    def filter(self, record: logging.LogRecord) -> bool:
        is_ours = isinstance(record.msg, dict)
        if record.exc_info and not is_ours:
            record.msg, record.args = f"{record.name} failed", None
        return True


def set_up(*, as_json: bool, level: str = "INFO", with_causes: bool = False) -> None:
    """Send this process's events to standard error, one a line.

    ``with_causes`` keeps the texts of exceptions and every field; for development alone.
    Called once, by the commands that start a process; importing Horarium sets up nothing.
    """
    safe: list[Processor] = [] if with_causes else [places_of_exception]
    last: list[Processor] = [] if with_causes else [only_known_fields]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *safe,
    ]
    renderer: list[Processor] = (
        [_TRACEBACKS, structlog.processors.JSONRenderer(serializer=_as_json)]
        if as_json
        else [_in_lines, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    # Our own events take the short way: the library's ``logging`` would cost four times
    # as much, which a booking would feel (docs/explanation/hot-path.md).
    structlog.configure(
        processors=[*shared, *last, *renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[_without_meta, *last, *renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    if not with_causes:
        handler.addFilter(_WithoutQuotes())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def _without_meta(
    _logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return structlog.stdlib.ProcessorFormatter.remove_processors_meta(
        _logger, _method, event
    )
