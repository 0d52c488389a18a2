"""``horarium synth``; each module of this package adds commands to one app."""

from horarium.cli.synth import learning, loading, looking, making
from horarium.cli.synth.group import app

__all__ = ["app", "learning", "loading", "looking", "making"]
