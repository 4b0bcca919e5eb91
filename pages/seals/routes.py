"""/seals tells about the log; /log/checkpoint, /log/tile and the proofs are for machines."""

import re

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from pages.seals import feed, witness
from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import heads, proofs, tiles
from portal.errors import NotFound

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
TILE = re.compile(r"((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
ENTRIES = "entries"
BYTES_OF_LENGTH = 2
LEVELS = tuple(map(str, range(8)))


@open_to(anyone)
def seals(visit: Visit) -> Response:
    """What the log is, its newest heads, and how to check a receipt."""
    return visit.page(
        "seals/seals.html",
        heads=heads.list_newest(visit.session),
        keys=heads.keys(visit.session),
    )


@open_to(anyone)
def newest(visit: Visit) -> Response:
    """The newest signed head."""
    if head := heads.newest(visit.session):
        return PlainTextResponse(str(head.note))
    raise NotFound


@open_to(anyone)
def of_day(visit: Visit, day: str) -> Response:
    """The last head of a day."""
    if not DAY.fullmatch(day):
        raise NotFound
    return PlainTextResponse(str(heads.find(visit.session, day=day).note))


@open_to(anyone)
def recent(visit: Visit) -> Response:
    """The newest heads as a feed, for whoever keeps them."""
    if found := heads.list_notes(visit.session):
        written = feed.feed(found, visit.settings.base_url.rstrip("/"))
        return Response(written, media_type=feed.MEDIA_TYPE)
    raise NotFound


@open_to(anyone)
def keys(visit: Visit) -> Response:
    """The public keys of the log, oldest first; the last one is in use."""
    return PlainTextResponse("".join(f"{key.vkey}\n" for key in heads.keys(visit.session)))


@open_to(anyone)
def tile(visit: Visit, level: str, name: str) -> Response:
    """A row of hashes, or of what is hashed: C2SP tlog-tiles."""
    start, width = _run(name)
    end = start + width
    if level == ENTRIES:
        found = [
            len(entry).to_bytes(BYTES_OF_LENGTH) + entry
            for entry in tiles.entries(visit.session, start, end)
        ]
    elif level in LEVELS:
        found = tiles.tile(visit.session, int(level), start, end)
    else:
        raise NotFound
    if len(found) < width:
        raise NotFound
    return Response(b"".join(found), media_type="application/octet-stream", headers=FOR_EVER)


@open_to(anyone)
def proof(visit: Visit, code: str) -> Response:
    """The proof of a receipt as a small file; `?size=` asks for the one of an older head."""
    asked = visit.query.get("size")
    if asked is not None and not (asked.isascii() and asked.isdecimal() and len(asked) < 19):  # noqa: PLR2004
        raise NotFound
    found = proofs.find(visit.session, code, size=int(asked) if asked else None)
    name = f'attachment; filename="{found.code}.json"'
    return JSONResponse(found.written(), headers={"Content-Disposition": name})


def _run(name: str) -> tuple[int, int]:
    """Read where a tile begins and how wide it is: x001/x234/067.p/12."""
    found = TILE.fullmatch(name)
    if not found or name.startswith("x000/"):
        raise NotFound
    number = int(found[1].replace("x", "").replace("/", ""))
    width = int(found[2] or tiles.WIDTH)
    if not 0 < width < tiles.WIDTH + (not found[2]) or number >= tiles.MOST:
        raise NotFound
    return number * tiles.WIDTH, width


routes = [
    Route("/seals", seals, name="seals"),
    Route("/log/checkpoint", newest, name="checkpoint"),
    Route("/log/checkpoint/{day}", of_day, name="checkpoint_of_day"),
    Route("/log/heads.atom", recent, name="heads_feed"),
    Route("/log/keys", keys, name="log_keys"),
    Route("/log/tile/{level}/{name:path}", tile, name="log_tile"),
    Route("/r/{code}/proof.json", proof, name="proof"),
    *witness.routes,
]
