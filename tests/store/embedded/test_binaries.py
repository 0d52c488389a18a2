from pathlib import Path

import pytest
from tests.store.embedded.builders import ask, make_program

from horarium.domain.errors import NoPostgres
from horarium.store.embedded import (
    StartOptions,
    discard,
    find_binaries,
    releases,
    start,
)
from horarium.store.embedded.binaries import (
    Binaries,
    FolderProvider,
    SystemProvider,
    WheelProvider,
    survey,
)


def make_install(folder: Path, version: str) -> Path:
    """Programs that only know their version."""
    for tool in ("postgres", "initdb", "pg_dump", "pg_restore"):
        make_program(folder / tool, f'echo "{tool} (PostgreSQL) {version}"')
    return folder


def test_the_first_provider_with_a_fit_release_wins(tmp_path: Path) -> None:
    old = FolderProvider(make_install(tmp_path / "old", "14.22"), name="old")
    good = FolderProvider(make_install(tmp_path / "good", "17.3"), name="good")
    better = FolderProvider(make_install(tmp_path / "better", "18.7"), name="better")

    found = find_binaries(order=(old, good, better))

    assert (found.provider, found.version, found.major) == ("good", "17.3", 17)


def test_an_existing_cluster_asks_for_its_own_release(tmp_path: Path) -> None:
    newer = FolderProvider(make_install(tmp_path / "newer", "18.7"), name="newer")
    older = FolderProvider(make_install(tmp_path / "older", "16.14"), name="older")

    found = find_binaries(order=(newer, older), major=16)

    assert found.provider == "older"


def test_the_operators_folder_is_the_only_one_looked_at(tmp_path: Path) -> None:
    good = FolderProvider(make_install(tmp_path / "good", "18.7"), name="good")

    with pytest.raises(NoPostgres) as refusal:
        find_binaries(tmp_path / "empty", order=(good,))

    assert refusal.value.looked_in == ("given folder",)
    assert "No such file or directory" in refusal.value.sentence()
    assert "HORARIUM_PG_BIN" in refusal.value.sentence()


def test_a_wheel_offers_its_newest_release_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "some_wheel_with_postgres"
    for folder, version in (("pginstall", "16.14"), ("pginstall18", "18.4")):
        make_install(package / folder / "bin", version)
    (package / "__init__.py").write_text("raise RuntimeError('was imported')")
    (tmp_path / "some_wheel_with_postgres.libs").mkdir()
    monkeypatch.syspath_prepend(tmp_path)

    offers = list(WheelProvider("some", "some_wheel_with_postgres").offers())

    assert [offer.bin.parent.name for offer in offers] == ["pginstall18", "pginstall"]
    assert offers[0].anchor == tmp_path
    assert offers[0].parts == (
        "some_wheel_with_postgres/pginstall18",
        "some_wheel_with_postgres.libs",
    )


def test_a_wheel_that_is_not_installed_offers_nothing() -> None:
    assert list(WheelProvider("none", "no_such_wheel").offers()) == []


def test_the_systems_newest_release_comes_first(tmp_path: Path) -> None:
    for major in (9, 15, 17):
        (tmp_path / "postgresql" / str(major) / "bin").mkdir(parents=True)

    system = SystemProvider(patterns=(f"{tmp_path}/postgresql/*/bin",))
    majors = [offer.bin.parent.name for offer in system.offers()]

    assert majors[:3] == ["17", "15", "9"]


def test_a_survey_lists_every_release_once(tmp_path: Path) -> None:
    folder = make_install(tmp_path / "one", "18.7")
    twice = (FolderProvider(folder), FolderProvider(folder))

    found = survey(order=twice)

    assert [binaries.version for binaries in found.found] == ["18.7"]
    assert found.faults == ()


@pytest.mark.parametrize(
    ("version", "behind", "newest"),
    [
        ("18.4", True, "18.7"),
        ("18.7", False, "18.7"),
        ("18.9", False, "18.7"),
        ("16.1", False, None),
    ],
)
def test_a_release_is_behind_when_a_newer_one_is_known(
    version: str, behind: bool, newest: str | None
) -> None:
    assert releases.is_behind(version) is behind
    assert releases.newest_known(version) == newest


@pytest.mark.db
@pytest.mark.slow
@pytest.mark.parametrize(
    "binaries", survey().found, ids=lambda found: f"{found.provider} {found.version}"
)
def test_every_installed_release_can_serve(binaries: Binaries, data_dir: Path) -> None:
    options = StartOptions(pg_bin=binaries.bin, throwaway=True, idle_grace_s=0.5)

    server = start(data_dir, options=options)
    encoding = ask(server.url, "show server_encoding")
    in_order = ask(server.url, "select 'Z' < 'a' and 'z' < 'ä'")
    discard(data_dir)

    assert server.version == binaries.version
    assert encoding == "UTF8"
    assert in_order
