"""The tree of the log: the test vectors of RFC 6962, and proofs of every place of many trees."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import merkle
from portal.merkle import Block, Span

VECTORS = [  # of certificate-transparency's own tests: leaves, and the root after each
    bytes.fromhex(leaf)
    for leaf in (
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
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LARGEST = 70


class Tree:
    """A tree whose every block is made from its leaves, in the most literal way."""

    def __init__(self, leaves):
        self.leaves = [merkle.leaf_hash(leaf) for leaf in leaves]

    def root(self, start=0, end=None):
        """RFC 6962, 2.1, word for word."""
        leaves = self.leaves[start:end]
        if not leaves:
            return sha256().digest()
        if len(leaves) == 1:
            return leaves[0]
        half = 1
        while half * 2 < len(leaves):
            half *= 2
        return sha256(
            b"\1" + self.root(start, start + half) + self.root(start + half, start + len(leaves))
        ).digest()

    def kept(self, block: Block):
        start = block.number << block.height
        return self.root(start, start + (1 << block.height))

    def proof(self, spans: list[Span]):
        return [merkle.root_of(span, self.kept) for span in spans]


def tree(size):
    return Tree([str(number).encode() for number in range(size)])


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_standard(size):
    leaves = Tree(VECTORS[:size])
    assert merkle.root_of(Span(0, size), leaves.kept).hex() == ROOTS[size - 1]
    assert merkle.fold(leaves.leaves).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing():
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.EMPTY.hex() == merkle.fold([]).hex() == nothing
    assert merkle.root_of(Span(0, 0), tree(0).kept).hex() == nothing


def test_proofs_are_those_of_the_standard():
    """RFC 6962, 2.1.3: seven leaves, and the proofs its text spells out."""
    seven = tree(7)
    a, b, c, d, f, j = (seven.leaves[place] for place in (0, 1, 2, 3, 5, 6))
    i = merkle.node_hash(seven.leaves[4], f)
    g, h = merkle.node_hash(a, b), merkle.node_hash(c, d)
    k = merkle.node_hash(g, h)
    assert seven.proof(merkle.path(0, 7)) == [b, h, seven.root(4, 7)]
    assert seven.proof(merkle.path(3, 7)) == [c, g, seven.root(4, 7)]
    assert seven.proof(merkle.path(4, 7)) == [f, j, k]
    assert seven.proof(merkle.path(6, 7)) == [i, k]
    assert seven.proof(merkle.steps(3, 7)) == [c, d, g, seven.root(4, 7)]
    assert seven.proof(merkle.steps(4, 7)) == [seven.root(4, 7)]
    assert seven.proof(merkle.steps(6, 7)) == [i, j, k]


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_every_place_of_every_tree_is_proved_and_no_other(size):
    whole = tree(size)
    root = whole.root()
    assert merkle.root_of(Span(0, size), whole.kept) == merkle.fold(whole.leaves) == root
    for place, leaf in enumerate(whole.leaves):
        proof = whole.proof(merkle.path(place, size))
        assert merkle.included(leaf, place, size, proof, root)
        assert not merkle.included(merkle.leaf_hash(b"else"), place, size, proof, root)
        assert not merkle.included(leaf, place, size, proof, merkle.EMPTY)
        assert not merkle.included(leaf, (place + 1) % size, size, proof, root) or size == 1
        assert not merkle.included(leaf, place, size, [*proof, leaf], root)
        assert not merkle.included(leaf, place, size, proof[:-1], root) or not proof


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_every_tree_grew_out_of_every_smaller_one(size):
    whole, other = tree(size), Tree([b"x"] * size)
    root = whole.root()
    for old in range(size + 1):
        proof = whole.proof(merkle.steps(old, size))
        before = whole.root(0, old)
        assert merkle.grown(old, size, before, root, proof)
        assert not merkle.grown(old, size, other.root(0, old), root, proof) or not old
        assert not merkle.grown(old, size, before, other.root(), proof) or not old
        assert not merkle.grown(old, size, before, root, [*proof, root])
        assert not merkle.grown(old, size, before, root, proof[:-1]) or not proof
        assert not merkle.grown(size + 1, size, before, root, proof)


@given(st.integers(1, 400), st.data())
@settings(max_examples=60)
def test_a_changed_bit_anywhere_in_a_proof_is_noticed(size, data):
    whole = tree(size)
    place = data.draw(st.integers(0, size - 1))
    proof = whole.proof(merkle.path(place, size))
    if proof:
        which, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        bent = int.from_bytes(proof[which]) ^ 1 << bit
        proof[which] = bent.to_bytes(32)
        assert not merkle.included(whole.leaves[place], place, size, proof, whole.root())


@given(st.integers(0, 10**12), st.integers(0, 10**6))
def test_blocks_fill_a_span_without_gap_or_overlap(start, length):
    at = start
    for height, number in merkle.blocks(Span(start, start + length)):
        assert number << height == at
        at += 1 << height
    assert at == start + length


def test_places_outside_the_tree_are_not_there():
    for place, size in ((-1, 3), (3, 3), (0, 0)):
        assert not merkle.included(merkle.EMPTY, place, size, [], merkle.EMPTY)
