"""``horarium synth describe | validate | plot``."""

import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from horarium.cli.files import write_text
from horarium.cli.synth.group import (
    ANSWER_IS_NO,
    AsJson,
    PresetName,
    app,
    plan_in,
    print_json,
    read_card,
)
from horarium.domain.errors import ExtraMissing, InvalidField
from horarium.engines.synth.clinic import draw_clinic
from horarium.engines.synth.drawing import draw
from horarium.engines.synth.frames import Frames, framed
from horarium.engines.synth.page import page, table
from horarium.engines.synth.plan import DataSetPlan
from horarium.engines.synth.presets import PRESETS, preset
from horarium.engines.synth.spec import ClinicSpec

_CHUNK = 1 << 20
_TOLD = ("title", "plan", "rows", "statistics", "sources")
_SOURCES = ("number", "value", "source")
_STATISTICS = ("", "statistic", "asked", "achieved")

Where = Annotated[
    Path | None, typer.Argument(help="The folder of a data set; a preset without one.")
]
Seed = Annotated[int, typer.Option(help="Where chance begins.", min=0)]


@app.command()
def describe(
    folder: Where = None, *, preset_name: PresetName = "", as_json: AsJson = False
) -> None:
    """Tell what a data set or a preset is, with its sources; all presets without either."""
    if folder is not None:
        card = read_card(folder)
        if as_json:
            print_json({key: card[key] for key in _TOLD})
            return
        _print_card(card)
        _print_rows(_SOURCES, (tuple(one.values()) for one in card["sources"]))
        return
    if not preset_name:
        names = {name: one.title for name, one in PRESETS.items()}
        print_json(names) if as_json else _print_rows(("preset", "what"), names.items())
        return
    kind = preset(preset_name)
    sources = [(one.what, one.value, one.says) for one in kind.sources]
    if as_json:
        print_json({"preset": kind.name, "title": kind.title, "sources": sources})
        return
    typer.echo(kind.title)
    _print_rows(_SOURCES, sources)


@app.command()
def validate(
    folder: Where = None,
    *,
    preset_name: PresetName = "nhs-outpatient",
    seed: Seed = 0,
    html: Annotated[Path | None, typer.Option(help="Write the report as HTML.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare what was asked with what came out; exit code 1 when they differ.

    Of a folder, every file is read and compared with its card. Of a preset, one clinic is
    drawn for a year, and all its statistics are judged.
    """
    if folder is not None:
        _validate_folder(folder, html, as_json=as_json)
        return
    frames, spec = _one_clinic(preset_name, seed)
    report = spec.validate(frames)
    if html is not None:
        write_text(html, page(preset(preset_name).title, report.html()))
    if as_json:
        checks = [(c.name, c.requested, c.achieved, c.holds) for c in report.checks]
        print_json({"holds": report.holds, "checks": checks})
    else:
        typer.echo(report.text())
    raise typer.Exit(0 if report.holds else ANSWER_IS_NO)


@app.command()
def plot(
    folder: Where = None,
    *,
    out: Annotated[Path, typer.Option(help="The page to write.")],
    preset_name: PresetName = "nhs-outpatient",
    clinic: Annotated[int, typer.Option(help="Which clinic of a folder.", min=1)] = 1,
    seed: Seed = 0,
) -> None:
    """Write one HTML page with every plot of one clinic.

    The clinic of a folder is drawn anew from the plan on its card, which gives the same
    rows whatever the format of the files.
    """
    try:
        from horarium.engines.synth.tour import tour
    except ImportError as fault:
        raise ExtraMissing("plots") from fault
    if folder is not None:
        plan = plan_in(read_card(folder))
        if clinic > plan.n_clinics:
            raise InvalidField("--clinic", str(clinic), f"1 to {plan.n_clinics}")
        own = draw_clinic(plan, clinic - 1)
        frames, spec = framed(own.drawn, own.spec, extended=True), own.spec
        title = f"{plan.kind.title}: clinic {own.clinic.id}, {own.clinic.service.name}"
    else:
        frames, spec = _one_clinic(preset_name, seed)
        title = preset(preset_name).title
    write_text(out, tour(frames, spec, title, spec.validate(frames).html()))
    typer.echo(f"Written to {out}.")


def _one_clinic(name: str, seed: int) -> tuple[Frames, ClinicSpec]:
    plan = DataSetPlan(preset=name, seed=seed)
    spec = plan.kind.spec(plan.organisation, 0, plan.reference)
    drawn = draw(spec, np.random.default_rng(seed))
    return framed(drawn, spec, extended=True), spec


def _validate_folder(folder: Path, html: Path | None, *, as_json: bool) -> None:
    card = read_card(folder)
    differing = list(_differing(folder, card))
    off = [one["what"] for one in card["statistics"] if not one["holds"]]
    n_files = len(card["files"])
    verdict = f"{n_files - len(differing)} of {n_files} files are as written."
    if html is not None:
        write_text(html, page(card["title"], _card_html(card, (*differing, verdict))))
    if as_json:
        print_json({"holds": not (differing or off), "files": differing, "off": off})
    else:
        _print_card(card)
        for file in differing:
            typer.echo(f"{file} is not what its card says.")
        typer.echo(verdict)
    raise typer.Exit(ANSWER_IS_NO if differing or off else 0)


def _differing(folder: Path, card: dict[str, Any]) -> Iterator[str]:
    """The files that are missing or have other bytes than the card says."""
    for one in card["files"]:
        file = folder / one["file"]
        wanted = one.get("sha256")
        if not file.is_file() or (wanted and _sha256(file) != wanted):
            yield one["file"]


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _print_card(card: dict[str, Any]) -> None:
    typer.echo(card["title"])
    _print_rows(
        ("table", "rows"), ((name, f"{n:,}") for name, n in card["rows"].items())
    )
    _print_rows(_STATISTICS, _statistics(card))


def _statistics(card: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for one in card["statistics"]:
        mark = "✓" if one["holds"] else "✗"
        yield mark, one["what"], _number(one["requested"]), _number(one["achieved"])


def _card_html(card: dict[str, Any], notes: Iterable[str]) -> str:
    rows = ((name, f"{n:,}") for name, n in card["rows"].items())
    told = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return (
        f"{told}<h2>Tables</h2>{table(('table', 'rows'), rows)}"
        f"<h2>Asked and achieved</h2>{table(_STATISTICS, _statistics(card))}"
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _print_rows(header: tuple[str, ...], rows: Any) -> None:
    table = Table(*header, box=None)
    for row in rows:
        table.add_row(*row)
    Console(soft_wrap=True, highlight=False).print(table)
