"""The OPD interface: doctors, slots and tokens as clients of the original know them.

``router`` goes under ``/api``; ``answer_error`` answers what goes wrong at an address
for which ``is_spoken_at`` is true.
"""

from fastapi import APIRouter

from horarium.api.opd.doctors import router as doctors
from horarium.api.opd.errors import answer_error, is_spoken_at
from horarium.api.opd.slots import router as slots
from horarium.api.opd.tokens import router as tokens

router = APIRouter(generate_unique_id_function=lambda route: route.name)
for _nouns in (doctors, slots, tokens):
    router.include_router(_nouns)

__all__ = ["answer_error", "is_spoken_at", "router"]
