"""``horarium synth load``: clinics of a data set into a running Horarium."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from horarium.cli.context import open_database
from horarium.cli.steps import Steps
from horarium.cli.synth.group import (
    LearntFile,
    PresetName,
    app,
    plan_in,
    read_card,
    read_learnt_file,
)
from horarium.engines.synth.plan import DataSetPlan
from horarium.engines.synth.presets import preset as preset_named
from horarium.services import synth_load

_PAST, _FUTURE = timedelta(weeks=8), timedelta(weeks=5)


@app.command()
def load(
    folder: Annotated[
        Path | None,
        typer.Argument(help="The folder of a data set; a preset without one."),
    ] = None,
    *,
    preset: PresetName = "nhs-outpatient",
    clinics: Annotated[int, typer.Option(help="How many clinics.", min=1)] = 1,
    seed: Annotated[int, typer.Option(help="Where chance begins.", min=0)] = 0,
    learnt: LearntFile = None,
) -> None:
    """Put clinics into the organisation that HORARIUM_ORGANISATION names.

    Of a folder, its first clinics are drawn anew from the plan on its card; without one,
    clinics of eight weeks past and five to come. Each clinic goes in whole or not at all,
    and one that is there already is left alone.
    """
    plan_on = _planner(folder, preset, clinics, seed, learnt)
    with open_database(application_name="horarium synth load") as found:
        zone = ZoneInfo(found.organisation.time_zone)
        plan = plan_on(found.clock.now().astimezone(zone).date())
        with Steps(Console(stderr=True)) as steps:
            for number in range(min(clinics, plan.n_clinics)):
                steps.show(f"Loading clinic {number + 1}")
                with found.work() as work:
                    loaded = synth_load.load_clinic(work, plan, number)
                steps.show(f"Loading clinic {number + 1}", _words(loaded))


def _planner(
    folder: Path | None, preset: str, clinics: int, seed: int, learnt: Path | None
) -> Callable[[date], DataSetPlan]:
    """What is to be loaded on a day; files are read and names known before any database."""
    if folder is not None:
        plan = plan_in(read_card(folder))
        return lambda _: plan
    like = read_learnt_file(learnt)
    preset_named(preset)
    return lambda today: DataSetPlan(
        preset=preset,
        n_clinics=clinics,
        first_day=today - _PAST,
        last_day=today + _FUTURE,
        reference=today,
        seed=seed,
        learnt=like,
    )


def _words(loaded: synth_load.Loaded) -> str:
    if not loaded.n_sessions:
        return f"{loaded.clinic} was there already"
    return (
        f"{loaded.n_patients} patients, {loaded.n_sessions} sessions, "
        f"{loaded.n_appointments} appointments"
    )
