"""Files: photos are decoded, made small and freed of hidden data, then kept under random names.

The tag of a photo is a keyed hash of the picture as we keep it, not of the file that was sent:
changing a comment or a camera's name in a file does not make it another photo, and while the
picture is kept anybody with the key can make its tag again. The key is one season's own.
"""

import base64
import hashlib
import hmac
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import PurePath
from uuid import UUID

import obstore
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url
from PIL import Image, ImageOps

from portal import ids
from portal.errors import NotFound, Refused

__all__ = [
    "Draft",
    "NotAPicture",
    "Picture",
    "Shelf",
    "TooBig",
    "TooManyPixels",
    "open_shelf",
    "read_picture",
    "tag",
]

MOST_MEGABYTES = 8
MOST_MEGAPIXELS = 25
LONGEST_SIDE = 1600  # pixels, of what is kept
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82
DRAFT_STAY = timedelta(hours=24)
_MILLION = 1_000_000
_LONGEST_NAME = 60
_SWEPT_AT_ONCE = 50
_WHITE = (255, 255, 255)


class TooBig(Refused):
    """The file has more bytes than a photo needs."""


class TooManyPixels(Refused):
    """The picture would take too much room once it is unpacked."""


class NotAPicture(Refused):
    """We cannot open this as one still photo."""


@dataclass(frozen=True)
class Picture:
    """A photo as we keep it: an upright JPEG with no data but the picture."""

    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Return the picture's own fingerprint: never kept, it would tie two seasons together."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Draft:
    """A photo that waits for its form to be right: what it was called, and how to ask for it."""

    picture: Picture
    called: str
    reference: str


def read_picture(sent: bytes) -> Picture:
    """Decode a photo and make it ours; raises TooBig, TooManyPixels, NotAPicture."""
    if len(sent) > MOST_MEGABYTES * 1024 * 1024:
        raise TooBig(megabytes=MOST_MEGABYTES)
    try:
        with Image.open(io.BytesIO(sent), formats=FORMATS) as image:
            _refuse_oversized(image)
            return _ours(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(megapixels=MOST_MEGAPIXELS) from error
    except Refused:
        raise
    except Exception as error:  # a damaged file breaks its decoder in more ways than are listed
        raise NotAPicture from error


def tag(season_key: str, picture: Picture) -> str:
    """Return what equal pictures have in common inside one season, and nowhere else."""
    key, seen = bytes.fromhex(season_key), bytes.fromhex(picture.digest)
    return hmac.new(key, seen, hashlib.sha256).hexdigest()


class Shelf:
    """Where photos lie, and the secret that signs what we say about unfinished ones."""

    def __init__(self, store: ObjectStore, secret: str) -> None:
        self._store, self._secret = store, secret.encode()

    def keep(self, picture: Picture) -> str:
        """Keep a photo under a random name; return the name."""
        name = f"photos/{ids.new_token()}.jpg"
        obstore.put(self._store, name, picture.data)
        return name

    def read(self, name: str) -> bytes:
        """Return what lies under a name; raises NotFound."""
        try:
            return bytes(obstore.get(self._store, name).bytes())
        except FileNotFoundError as error:
            raise NotFound from error

    def drop(self, name: str) -> None:
        """Forget a photo; harmless when it is gone."""
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return

    def keep_draft(
        self, picture: Picture, called: str, person_id: UUID | None, *, now: datetime
    ) -> Draft:
        """Keep a photo for a day until its form is right; only this person can ask for it."""
        self.sweep(now)
        until = int((now + DRAFT_STAY).timestamp())
        name = f"{until}-{picture.width}x{picture.height}-{ids.new_token()}"
        obstore.put(self._store, f"drafts/{name}", picture.data)
        told = base64.urlsafe_b64encode(_short(called).encode()).decode().rstrip("=")
        signed = f"{name}.{told}"
        return Draft(picture, _short(called), f"{signed}.{self._sign(signed, person_id)}")

    def find_draft_or_none(self, reference: str, person_id: UUID, *, now: datetime) -> Draft | None:
        """Return the photo a form refers to, if it is theirs and its day is not over.

        One that was kept before anybody was signed in belongs to whoever holds its reference.
        """
        signed, _, mac = reference.rpartition(".")
        theirs = {self._sign(signed, who) for who in (person_id, None)}
        if not any(hmac.compare_digest(sign.encode(), mac.encode()) for sign in theirs):
            return None
        name, _, told = signed.partition(".")
        until, size, _ = name.split("-")
        if int(until) < now.timestamp():
            return None
        try:
            data = self.read(f"drafts/{name}")
        except NotFound:
            return None
        width, height = map(int, size.split("x"))
        called = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)).decode()
        return Draft(Picture(data, width, height), called, reference)

    def _sign(self, signed: str, person_id: UUID | None) -> str:
        said = f"draft|{person_id or ''}|{signed}".encode()
        return hmac.new(self._secret, said, hashlib.sha256).hexdigest()

    def sweep(self, now: datetime) -> int:
        """Clear away some unfinished photos whose day is over; return how many.

        Each new one does so, and a job does every night.
        """
        listed = obstore.list(self._store, "drafts", chunk_size=_SWEPT_AT_ONCE)
        names = [str(file["path"]) for file in next(listed, [])]
        past = [name for name in names if _until(name) < now.timestamp()]
        for name in past:
            self.drop(name)
        return len(past)


@cache
def open_shelf(url: str, secret: str) -> Shelf:
    """Return the shelf at `url`: file:some/folder, memory: or s3://bucket/folder."""
    scheme, _, rest = url.partition(":")
    if scheme == "memory":
        return Shelf(MemoryStore(), secret)
    if scheme == "file":
        folder = rest[2:] if rest.startswith("//") else rest
        return Shelf(LocalStore(prefix=folder, mkdir=True), secret)
    return Shelf(from_url(url), secret)


def _until(name: str) -> int:
    """Return until when an unfinished photo is kept: its name begins with it, and sorts by it."""
    return int(PurePath(name).name.partition("-")[0])


def _refuse_oversized(image: Image.Image) -> None:
    if image.width * image.height > MOST_MEGAPIXELS * _MILLION:
        raise TooManyPixels(megapixels=MOST_MEGAPIXELS)
    if image.format in {"PNG", "WEBP"} and getattr(image, "n_frames", 1) > 1:
        raise NotAPicture  # it moves; the second picture in a phone's JPEG does not


def _ours(image: Image.Image) -> Picture:
    image.draft(
        "RGB", (LONGEST_SIDE, LONGEST_SIDE)
    )  # a large JPEG is decoded smaller: four times faster
    upright = _upright(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    flat = _on_white(upright)
    kept = io.BytesIO()
    flat.save(kept, "JPEG", quality=QUALITY, exif=b"")
    return Picture(kept.getvalue(), flat.width, flat.height)


def _upright(image: Image.Image) -> Image.Image:
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # the picture is sound, what it says about itself is not
        return image.copy()


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    sheet = Image.new("RGB", seen.size, _WHITE)
    sheet.paste(seen, mask=seen.getchannel("A"))
    return sheet


def _short(called: str) -> str:
    """Return the name of a file as it may be shown: its last part, printable, not endless."""
    last = called.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-_LONGEST_NAME:]
