import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from horarium.services.audit.merkle import joined, leaf_of, root_of, split

ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The reference tree that implementations of RFC 6962 test themselves against."""


def by_the_book(leaves: list[bytes]) -> bytes:
    """The recursive definition of RFC 6962 §2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    halves = by_the_book(leaves[:k]) + by_the_book(leaves[k:])
    return hashlib.sha256(b"\1" + halves).digest()


@pytest.mark.parametrize("n", range(len(ROOTS)))
def test_the_root_is_the_one_of_the_reference_tree(n: int) -> None:
    leaves = [leaf_of(entry) for entry in ENTRIES[:n]]

    assert root_of(leaves).hex() == ROOTS[n]


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70))
def test_pairing_neighbours_gives_the_tree_of_the_recursive_definition(
    entries: list[bytes],
) -> None:
    leaves = [leaf_of(entry) for entry in entries]

    assert root_of(leaves) == by_the_book(leaves)


@given(st.lists(st.binary(min_size=32, max_size=32)))
def test_leaves_that_were_joined_can_be_split(leaves: list[bytes]) -> None:
    assert split(joined(leaves)) == leaves


def test_a_leaf_that_was_cut_short_stays_short() -> None:
    assert [len(leaf) for leaf in split(bytes(40))] == [32, 8]
