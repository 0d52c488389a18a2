"""The letters before token numbers: A, B … Z, AA, AB … without I and O.

On a board across a waiting room, I and O read as 1 and 0.
"""

from collections.abc import Collection
from itertools import count, product
from string import ascii_uppercase

LETTERS = [letter for letter in ascii_uppercase if letter not in "IO"]


def next_series(used: Collection[str]) -> str:
    """The first series that is not ``used`` yet."""
    for length in count(1):
        for letters in product(LETTERS, repeat=length):
            series = "".join(letters)
            if series not in used:
                return series
    raise AssertionError("counting never ends")
