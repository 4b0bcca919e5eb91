"""The log's tree, made again leaf by leaf (RFC 6962): its root at any size, and its full tiles."""

import hashlib

__all__ = ["Tree"]

TILE = 8  # levels of the tree that one level of tiles spans


class Tree:
    """A tree that grows by one leaf at a time and remembers only its right edge."""

    def __init__(self) -> None:
        self.size = 0
        self.tiles: dict[tuple[int, int], str] = {}  # hashes of full tiles, by level and number
        self._edge: list[bytes] = []  # roots of the full subtrees, the largest first

    def add(self, data: bytes) -> None:
        """Append a leaf."""
        made = hashlib.sha256(b"\0" + data).digest()
        self.size += 1
        level, rest = 0, self.size
        while not rest & 1:
            made = _node(self._edge.pop(), made)
            level, rest = level + 1, rest >> 1
            if level % TILE == 0:
                self.tiles[level // TILE, rest - 1] = made.hex()
        self._edge.append(made)

    def root(self) -> str:
        """Return the root of all leaves so far."""
        if not self._edge:
            return hashlib.sha256(b"").hexdigest()
        made = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            made = _node(left, made)
        return made.hex()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
