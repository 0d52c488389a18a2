"""Invent believable outpatient data from a seed.

The engine is one function over one value::

    spec = ClinicSpec()                                  # spec.py: a frozen description
    frames = generate(spec, np.random.default_rng(1))    # Frames of pandas tables
    slots, appointments, patients = frames
    frames = generate(spec, rng, extended=True)          # the same and opt-in columns
    drawn = draw(spec, rng)                              # drawn.py: numpy columns, no text
    tables = arrow_tables(drawn, spec, extended=True)    # Tables of pyarrow tables
    draw(spec, rng, stages=replace(STAGES, clinic_day=mine))

``draw`` runs the stages of ``stages/`` in this order, each with a generator of its own
spawned from ``rng``, so that replacing one does not move the others: calendar -> demand ->
booking curve -> population -> attendance -> clinic day. ``generate`` is
``framed(draw(spec, rng), spec)``. The same state of ``rng`` gives the same bytes.

Columns, in this order. Those after the bar come with ``extended=True``.

==============  ===============================================================================
slots           slot_id, appointment_date, appointment_time, is_available
appointments    appointment_id, slot_id, scheduling_date, appointment_date, appointment_time,
                scheduling_interval, status, check_in_time, appointment_duration, start_time,
                end_time, waiting_time, patient_id, sex, age, age_group | booked_at,
                cancelled_at, cancelled_by, rebooked_from, refill_of, waitlisted_at,
                is_first, is_reminded, n_previous_no_shows, p_no_show, checked_in_at,
                started_at, ended_at
patients        patient_id, name, sex, dob | distance_km, deprivation_decile
==============  ===============================================================================

``fill_diary`` of ``engines.synth.diary`` fills given sessions of a running department up to
the present; ``AppointmentScheduler`` is the face that Medscheduler's scripts know.
"""

import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from horarium.engines.synth import under_utils as utils

if TYPE_CHECKING:
    from horarium.engines.synth.constants import (
        DEFAULT_AGE_GENDER_PROBS,
        DEFAULT_FIRST_ATTENDANCE_RATIO,
        DEFAULT_MONTH_WEIGHTS,
        DEFAULT_STATUS_RATES,
        DEFAULT_WEEKDAY_WEIGHTS,
        STATUS_KEYS,
        validate_defaults,
    )
    from horarium.engines.synth.drawing import draw
    from horarium.engines.synth.frames import Frames, framed, generate
    from horarium.engines.synth.scheduler import AppointmentScheduler
    from horarium.engines.synth.spec import ClinicSpec
    from horarium.engines.synth.tables import arrow_tables
    from horarium.engines.synth.validation import validate

    __version__: str

sys.modules[f"{__name__}.utils"] = utils
"""A script that says ``import medscheduler.utils.plotting`` goes on with another prefix."""

_HOME = {
    "AppointmentScheduler": "scheduler",
    **dict.fromkeys(
        (
            "DEFAULT_AGE_GENDER_PROBS",
            "DEFAULT_FIRST_ATTENDANCE_RATIO",
            "DEFAULT_MONTH_WEIGHTS",
            "DEFAULT_STATUS_RATES",
            "DEFAULT_WEEKDAY_WEIGHTS",
            "STATUS_KEYS",
            "validate_defaults",
        ),
        "constants",
    ),
    "ClinicSpec": "spec",
    "Frames": "frames",
    "arrow_tables": "tables",
    "draw": "drawing",
    "framed": "frames",
    "generate": "frames",
    "validate": "validation",
}
"""Loaded when first asked for: the running department needs neither pandas nor Arrow."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def _version() -> str:
    """The release that is installed, 0.0.0 for a bare source tree."""
    try:
        return version("horarium")
    except PackageNotFoundError:
        return "0.0.0"


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})


__all__ = (
    "DEFAULT_AGE_GENDER_PROBS",
    "DEFAULT_FIRST_ATTENDANCE_RATIO",
    "DEFAULT_MONTH_WEIGHTS",
    "DEFAULT_STATUS_RATES",
    "DEFAULT_WEEKDAY_WEIGHTS",
    "STATUS_KEYS",
    "AppointmentScheduler",
    "ClinicSpec",
    "Frames",
    "__version__",
    "arrow_tables",
    "draw",
    "framed",
    "generate",
    "validate",
    "validate_defaults",
)
