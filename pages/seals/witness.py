"""/witness : where other installations ask us to witness their logs (C2SP tlog-witness)."""

from pathlib import Path

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import witness
from portal.keys import Keys, open_keys


@open_to(anyone)
def key(visit: Visit) -> Response:
    """The public key with which we sign other logs."""
    return PlainTextResponse(f"{_keys(visit).witness.verifier}\n")


@open_to(anyone, body=witness.MOST_BYTES, is_text=True)
def cosign(visit: Visit) -> Response:
    """A log asks for our signature; its own signature is what lets it in."""
    asked = str(visit.form["text"])
    said = witness.answer(visit.session, asked, _keys(visit).witness, now=visit.now)
    return Response(said.text, said.status, media_type=said.kind)


def _keys(visit: Visit) -> Keys:
    return open_keys(Path(visit.settings.keys_dir), visit.settings.base_url)


routes = [
    Route("/witness/key", key, name="witness_key"),
    Route("/witness/add-checkpoint", cosign, methods=["POST"], name="witness"),
]
