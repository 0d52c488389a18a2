"""What Medscheduler keeps under ``utils``: importable as ``engines.synth.utils`` too."""

from importlib import import_module
from typing import Any

_MODULES = ("plotting", "reference_data_utils")


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
