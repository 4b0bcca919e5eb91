"""Pictures to take away: a drawing that stands by itself, as SVG or as dots."""

from urllib.parse import urlsplit

from starlette.responses import Response

from pages.speech import gettext, said
from pages.web import plates, rasters, tags
from pages.web.formats import FILTERS
from pages.web.plates import Plate
from pages.web.sheets import download
from pages.web.visit import Visit
from portal import ids

__all__ = ["MEDIA", "credit", "send"]

MEDIA = {"svg": "image/svg+xml", "png": "image/png"}


def send(visit: Visit, plate: Plate, ending: str) -> Response:
    """Send a picture, unless the reader has the very same."""
    drawn = plates.drawn(plate)
    tag = f'"{ids.digest(f"{ending} {drawn}")[:32]}"'
    if tags.has_it(visit, tag):
        return tags.unchanged(tag)
    body: str | bytes = drawn if ending == "svg" else rasters.as_png(drawn)
    answer = download(f"{plate.name}.{ending}", body, MEDIA[ending])
    answer.headers["ETag"] = tag
    return answer


def credit(visit: Visit) -> str:
    """Return where a picture comes from, of which day, and what may be done with it."""
    site = urlsplit(visit.settings.base_url).netloc
    return gettext("Source: %(site)s, %(day)s, CC BY 4.0.") % {
        "site": FILTERS["beside"](said(visit.settings.instance_words), site),
        "day": FILTERS["day"](visit.now.date()),
    }
