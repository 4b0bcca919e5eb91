"""Photos that were damaged on their way, or by somebody: each is read or refused in words."""

import io
import time

from PIL import Image, ImageDraw

from portal import files
from portal.errors import Refused
from tests.drills.scale import keep, seeds, sizes, sown
from tests.odd import bend

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
SLOWEST = 5  # seconds for one photo, on a machine that is busy


def photo(kind: str) -> bytes:
    """Return a photo with shapes in it."""
    image, made = Image.new("RGB", (120, 90), "green"), io.BytesIO()
    ImageDraw.Draw(image).ellipse((20, 10, 90, 80), fill="white")
    image.save(made, kind)
    return made.getvalue()


@sizes(everyday=200, full=2_000)
def test_a_damaged_photo_is_read_or_refused(size):
    sound = [photo(kind) for kind in KINDS]
    for seed in seeds("bent-photos"):
        with sown("bent-photos", seed) as chance:
            read = 0
            for _ in range(size):
                began = time.monotonic()
                read += _is_read(bend(chance, chance.choice(sound)))
                assert time.monotonic() - began < SLOWEST
            keep("bent-photos", photos=size, read=read, faults=0)


def _is_read(data: bytes) -> bool:
    try:
        return bool(files.read_picture(data).digest)
    except Refused:
        return False
