"""What a command needs of the database before it does anything."""

from pathlib import Path

import pytest
from tests.addresses import as_address

from horarium.cli.context import open_database
from horarium.domain.errors import SchemaBehind
from horarium.settings import Settings
from horarium.store import migrate


def test_a_command_on_a_database_of_an_older_release_says_what_to_run(
    tmp_path: Path,
    database_url: str,
    organisation,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(migrate, "newest_revision", lambda: "9999")
    settings = Settings(
        data_dir=tmp_path,
        database_url=as_address(database_url),
        organisation=organisation.slug,
    )

    with pytest.raises(SchemaBehind) as refused, open_database(settings):
        pass

    assert refused.value.wanted == "9999"
    assert "horarium migrate" in refused.value.sentence()
