"""Whatever stands on a page that teaches, runs."""

from pathlib import Path
from typing import Any

import pytest
from tests.docs.pages import DOCS, blocks, commands, pages
from typer.testing import CliRunner

from horarium.cli.synth import app as synth

TUTORIALS = pages("tutorial")
HOW_TOS = pages("how-to")


def run_page(page: Path) -> None:
    """Run a page from top to bottom; its Python blocks share their names."""
    names: dict[str, Any] = {"__name__": page.stem}
    for language, code in blocks(page):
        if language == "python":
            exec(compile(code, str(page), "exec"), names)  # noqa: S102 - it is our own page
        else:
            for words in commands(code):
                run_command(words)


def run_command(words: list[str]) -> None:
    """A command of ``horarium synth``; the others need a department at work."""
    if words[:2] != ["horarium", "synth"]:
        return
    done = CliRunner().invoke(synth, words[2:])
    assert done.exit_code == 0, f"{' '.join(words)}: {done.output} {done.exception!r}"


def by_name(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("page", TUTORIALS, ids=by_name)
def test_a_tutorial_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    run_page(page)


@pytest.mark.slow
@pytest.mark.parametrize("page", HOW_TOS, ids=by_name)
def test_a_how_to_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    run_page(page)


def test_there_are_pages_to_run():
    assert TUTORIALS
    assert len(HOW_TOS) >= 10


@pytest.mark.parametrize("page", [*TUTORIALS, *HOW_TOS], ids=by_name)
def test_a_page_leads_only_to_pages_that_are_there(page):
    text = page.read_text(encoding="utf-8")
    links = [part.split(")")[0] for part in text.split("](")[1:]]

    missing = [
        link
        for link in links
        if "://" not in link and not (page.parent / link.split("#")[0]).exists()
    ]

    assert missing == []
