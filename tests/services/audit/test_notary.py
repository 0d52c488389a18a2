import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from horarium.domain.errors import DataFolderUnwritable, SigningKeyUnusable
from horarium.services.audit import Notary, Witness
from horarium.services.audit.canonical import Header
from horarium.services.audit.notary import CHECKPOINTS_NAME, KEY_NAME, PUBLIC_KEY_NAME

HEADER = Header(
    "dept", 1, "2026-01-06T09:00:00.000000+00:00", 2, "a", "b", "c", 9, 8, 7
)


def attested(folder: Path, *headers: Header) -> Path:
    """A folder whose notary left these checkpoints."""
    notary = Notary(folder)
    for header in headers:
        notary.attest(header, notary.sign(header))
    return folder


def test_what_the_notary_signed_its_witness_accepts_and_nothing_else(
    tmp_path: Path,
) -> None:
    signature = Notary(tmp_path).sign(HEADER)

    witness = Witness(tmp_path)

    assert witness.accepts(HEADER, signature)
    assert not witness.accepts(replace(HEADER, n_events=3), signature)
    assert not witness.accepts(HEADER, bytes(64))
    assert not witness.accepts(HEADER, b"")


def test_the_key_is_for_its_owner_alone_and_stays_the_same(tmp_path: Path) -> None:
    signature = Notary(tmp_path / "new").sign(HEADER)

    again = Notary(tmp_path / "new").sign(HEADER)

    assert again == signature
    mode = (tmp_path / "new" / KEY_NAME).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_of_many_that_begin_at_once_all_sign_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        notaries = list(many.map(Notary, [tmp_path] * 16))

    assert len({notary.sign(HEADER) for notary in notaries}) == 1
    assert {path.name for path in tmp_path.iterdir()} == {KEY_NAME, PUBLIC_KEY_NAME}


def test_checkpoints_are_told_in_order_each_organisation_its_own(
    tmp_path: Path,
) -> None:
    second, other = replace(HEADER, number=2), replace(HEADER, organisation="other")

    witness = Witness(attested(tmp_path, HEADER, other, second))

    told = list(witness.checkpoints("dept"))
    assert [one.number for one in told] == [1, 2]
    assert [one.digest for one in told] == [HEADER.digest(), second.digest()]


def test_a_checkpoint_that_the_notary_did_not_sign_counts_for_nothing(
    tmp_path: Path,
) -> None:
    path = attested(tmp_path, HEADER) / CHECKPOINTS_NAME
    forged = path.read_text().replace('"number": 1', '"number": 99')

    path.write_text(forged + "{}\nnull\n[1]\nno json\n" + forged[:50])

    assert list(Witness(tmp_path).checkpoints("dept")) == []


def test_a_copy_of_the_checkpoints_serves_as_well(tmp_path: Path) -> None:
    path = attested(tmp_path, HEADER) / CHECKPOINTS_NAME
    copy = path.rename(tmp_path / "copy.jsonl")

    witness = Witness(tmp_path, copy)

    assert [one.number for one in witness.checkpoints("dept")] == [1]
    assert list(Witness(tmp_path).checkpoints("dept")) == []


def test_without_a_public_key_nothing_can_be_witnessed(tmp_path: Path) -> None:
    with pytest.raises(SigningKeyUnusable) as refusal:
        Witness(tmp_path)

    assert PUBLIC_KEY_NAME in refusal.value.sentence()


@pytest.mark.parametrize("name", [KEY_NAME, PUBLIC_KEY_NAME])
def test_a_key_file_that_is_no_key_is_refused_by_name(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("not a key")

    with pytest.raises(SigningKeyUnusable) as refusal:
        Notary(tmp_path) if name == KEY_NAME else Witness(tmp_path)

    assert name in refusal.value.sentence()


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / KEY_NAME).write_bytes(other)

    with pytest.raises(SigningKeyUnusable, match="Ed25519"):
        Notary(tmp_path)


def test_a_data_folder_that_cannot_be_written_is_refused_by_name(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(DataFolderUnwritable) as refusal:
        Notary(tmp_path / "file")

    assert str(tmp_path / "file") in refusal.value.sentence()
