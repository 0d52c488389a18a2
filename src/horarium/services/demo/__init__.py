"""The demo department: invented from a seed, with a working day around the present."""

from horarium.services.demo.cast import LOGINS, DemoLogin
from horarium.services.demo.load import load
from horarium.services.demo.params import SLUG, DemoParams
from horarium.services.demo.refresh import refresh
from horarium.services.demo.steps import DemoLoaded, DemoStep, OnStep

__all__ = [
    "LOGINS",
    "SLUG",
    "DemoLoaded",
    "DemoLogin",
    "DemoParams",
    "DemoStep",
    "OnStep",
    "load",
    "refresh",
]
