"""The web process: pages, API and live parts behind one address."""

from horarium.app.factory import create_app, from_environment
from horarium.app.server import WebServer

__all__ = ["WebServer", "create_app", "from_environment"]
