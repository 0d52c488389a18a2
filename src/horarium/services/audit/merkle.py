"""Merkle trees as RFC 6962 §2.1 has them."""

import hashlib
from collections.abc import Sequence

HASH_BYTES = 32


def leaf_of(data: bytes) -> bytes:
    """The leaf over one entry; its prefix keeps leaves and nodes apart."""
    return hashlib.sha256(b"\0" + data).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves in order.

    Pairing neighbours and carrying an odd one up gives the RFC's tree, which splits at
    the largest power of two below the count.
    """
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def joined(leaves: Sequence[bytes]) -> bytes:
    """Leaves as one string of bytes."""
    return b"".join(leaves)


def split(leaves: bytes) -> list[bytes]:
    """The leaves that ``joined`` joined; a last one that was cut short stays short."""
    return [leaves[at : at + HASH_BYTES] for at in range(0, len(leaves), HASH_BYTES)]
