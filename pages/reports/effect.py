"""/reports/effect : what people did before, what they still do, and who takes part."""

from starlette.responses import Response
from starlette.routing import Route

from pages.reports import asking, effect_data
from pages.web import kinds
from pages.web.gates import anyone
from pages.web.sheets import download
from pages.web.visit import Visit, open_to
from portal import effects, factors
from portal.effects import Effect
from portal.scopes import Scope

__all__ = ["routes"]


@open_to(anyone)
def show(visit: Visit) -> Response:
    """The page."""
    effect, scope = _read(visit)
    return visit.page(
        "reports/effect.html",
        effect=effect,
        scope=scope,
        weights=factors.read(visit.session).answers,
        query=asking.query(visit, 1),
        kinds=kinds,
    )


@open_to(anyone)
def show_json(visit: Visit) -> Response:
    """The same as JSON."""
    return _send(visit, "json", effect_data.as_json(_read(visit)[0]), "application/json")


@open_to(anyone)
def show_csv(visit: Visit) -> Response:
    """The same as a table."""
    return _send(visit, "csv", effect_data.as_csv(_read(visit)[0]), "text/csv; charset=utf-8")


def _read(visit: Visit) -> tuple[Effect, Scope]:
    return effects.read(visit.session, **asking.scope_of(visit), now=visit.now)


def _send(visit: Visit, ending: str, body: str, media_type: str) -> Response:
    name = "-".join(["effect", *asking.scope_of(visit).values()]).lower()
    return download(f"{name}.{ending}", body, media_type)


routes = [
    Route("/reports/effect", show, name="effect"),
    Route("/reports/effect.json", show_json, name="effect_json"),
    Route("/reports/effect.csv", show_csv, name="effect_csv"),
]
