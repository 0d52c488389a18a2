"""What patients are told, in whose language, and how it reaches them."""

from horarium.services.notifications.couriers import ConsoleCourier, FileCourier
from horarium.services.notifications.delivery import (
    Courier,
    CourierError,
    Letter,
    deliver,
)
from horarium.services.notifications.telling import (
    OUTSIDE,
    TOPIC,
    notices_of,
    tell,
    time_words,
)
from horarium.services.notifications.words import LANGUAGES, Cause, Template, words

__all__ = [
    "LANGUAGES",
    "OUTSIDE",
    "TOPIC",
    "Cause",
    "ConsoleCourier",
    "Courier",
    "CourierError",
    "FileCourier",
    "Letter",
    "Template",
    "deliver",
    "notices_of",
    "tell",
    "time_words",
    "words",
]
