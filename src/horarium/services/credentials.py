"""Secrets that somebody carries: made once, kept only as a hash, compared in constant time."""

import base64
import hashlib
import hmac
from collections.abc import Callable

N_BYTES = 32
"""256 bits: nothing to guess, so one unsalted SHA-256 is enough to keep it."""


def new_secret(entropy: Callable[[int], bytes]) -> str:
    """A fresh secret of 43 characters that are safe in a cookie and in a header."""
    return _text(entropy(N_BYTES))


def hash_of(secret: str) -> bytes:
    """What is kept of a secret: its SHA-256."""
    return hashlib.sha256(_bytes(secret)).digest()


def csrf_for(secret: str) -> str:
    """The token that forms carry for whoever holds ``secret``; derived, never stored.

    Works for a sign-in and for the random cookie of a visitor who is about to sign in.
    """
    return _text(hmac.digest(_bytes(secret), b"horarium form", "sha256"))


def csrf_matches(secret: str, given: str) -> bool:
    """Whether a form was made for whoever holds ``secret``; in constant time."""
    return hmac.compare_digest(_bytes(csrf_for(secret)), _bytes(given))


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def _bytes(given: str) -> bytes:
    """What came over the wire may be no text at all; then it matches nothing."""
    return given.encode(errors="replace")
