"""Why a roster is as it is, and what would be if: computed, never narrated."""

from horarium.engines.rostering.explain.clash import which_conflict
from horarium.engines.rostering.explain.phrases import sentence
from horarium.engines.rostering.explain.privacy import COORDINATOR, Viewer, seen_by
from horarium.engines.rostering.explain.what_if import what_if
from horarium.engines.rostering.explain.why import why, why_not

__all__ = [
    "COORDINATOR",
    "Viewer",
    "seen_by",
    "sentence",
    "what_if",
    "which_conflict",
    "why",
    "why_not",
]
