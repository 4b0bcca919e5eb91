"""Odd words, bytes and pictures: what nobody means, and somebody sends."""

import random

ODD = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1e309",
        "NaN",
        "Infinity",
        "９９",
        "٣",
        "1,5",
        "1.000.000",
        "2026-02-30",
    ),
    *("9999-12-31", "0001-01-01", "24:00", "<script>", "'; DROP TABLE claim;--", "%s%n", "\x00"),
    *(
        "../../etc/passwd",
        "T-0000-0000-000",
        "RIVER/",
        "/",
        "yes",
        "no",
        "on",
        "a" * 5000,
        "🙂" * 50,
    ),
)


def bend(chance: random.Random, data: bytes) -> bytes:
    """Return a file that was damaged: cut off, flipped, mixed up, or with another's tail."""
    bent = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(bent) or 1)
        match chance.randrange(5):
            case 0:
                del bent[at:]
            case 1:
                bent[at : at + 4] = chance.randbytes(4)
            case 2:
                bent[at:at] = bent[: chance.randrange(64)]
            case 3:
                del bent[at : at + chance.randrange(64)]
            case _:
                bent[:64] = bytes(chance.choice((0, 255, byte)) for byte in bent[:64])
    return bytes(bent)
