"""The signing key and the checkpoints: files outside the database, in the data folder.

A log that only its keeper holds proves nothing against the keeper. So each seal leaves a
line in ``audit-checkpoints.jsonl``, to be copied to where the keeper cannot reach.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from horarium.domain.errors import DataFolderUnwritable, SigningKeyUnusable
from horarium.services.audit.canonical import Header

KEY_NAME = "audit-signing.key"
PUBLIC_KEY_NAME = "audit-signing.pub"
CHECKPOINTS_NAME = "audit-checkpoints.jsonl"


class Notary:
    """Signs seals and leaves their checkpoints; the key is made at the first use."""

    def __init__(self, folder: Path) -> None:
        self._checkpoints = folder / CHECKPOINTS_NAME
        with _writing_to(folder):
            folder.mkdir(parents=True, exist_ok=True)
            _make_key_once(folder / KEY_NAME)
            self._key = _read_key(folder / KEY_NAME)
            _show_public_key(self._key, folder / PUBLIC_KEY_NAME)

    def sign(self, header: Header) -> bytes:
        """The Ed25519 signature over a header."""
        return self._key.sign(header.to_bytes())

    def attest(self, header: Header, signature: bytes) -> None:
        """Append a checkpoint; to be called once its seal is committed."""
        line = json.dumps(header.fields() | {"signature": signature.hex()})
        with _writing_to(self._checkpoints), self._checkpoints.open("ab") as file:
            file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a seal was when it was made, told from outside the database."""

    number: int
    digest: bytes


class Witness:
    """Checks seals against what lies outside the database; changes nothing.

    Raises ``SigningKeyUnusable`` when there is no public key in ``folder``.
    ``checkpoints`` may be a copy that was kept elsewhere.
    """

    def __init__(self, folder: Path, checkpoints: Path | None = None) -> None:
        self._checkpoints = checkpoints or folder / CHECKPOINTS_NAME
        self._public_key = _read_public_key(folder / PUBLIC_KEY_NAME)

    def accepts(self, header: Header, signature: bytes) -> bool:
        """Whether the notary signed exactly this header."""
        try:
            self._public_key.verify(signature, header.to_bytes())
        except InvalidSignature:
            return False
        return True

    def checkpoints(self, organisation: object) -> Iterator[Checkpoint]:
        """The organisation's checkpoints that the notary signed; other lines count for nothing."""
        if not self._checkpoints.is_file():
            return
        with self._checkpoints.open("rb") as file:
            for line in file:
                header = self._genuine(line)
                if header and header.organisation == str(organisation):
                    yield Checkpoint(header.number, header.digest())

    def _genuine(self, line: bytes) -> Header | None:
        # A crash may have cut the last line short, and somebody may have edited another.
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            fields = json.loads(line)
            signature = bytes.fromhex(fields.pop("signature"))
            header = Header(**fields)
            if self.accepts(header, signature):
                return header
        return None


@contextmanager
def _writing_to(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DataFolderUnwritable(str(error.filename or path), reason) from error


def _make_key_once(path: Path) -> None:
    """Make the key unless there is one; of several processes at once, one wins."""
    if path.exists():
        return
    secret = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = _written(secret, path)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise SigningKeyUnusable(str(path), "it is no private key in PEM") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyUnusable(str(path), "it is not an Ed25519 key")
    return key


def _show_public_key(key: Ed25519PrivateKey, path: Path) -> None:
    shown = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if not path.exists() or path.read_bytes() != shown:
        _written(shown, path).replace(path)


def _read_public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except FileNotFoundError:
        raise SigningKeyUnusable(
            str(path), "it is not there; nothing was sealed from this data folder"
        ) from None
    except (ValueError, OSError) as error:
        raise SigningKeyUnusable(str(path), "it is no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise SigningKeyUnusable(str(path), "it is not an Ed25519 key")
    return key


def _written(content: bytes, beside: Path) -> Path:
    """A new file next to ``beside``, mode 0600, safe on the disk."""
    descriptor, name = tempfile.mkstemp(prefix=f".{beside.name}-", dir=beside.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
