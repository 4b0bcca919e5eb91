"""/method : how we count, and every factor with its arithmetic and its source."""

from collections.abc import Iterable
from itertools import groupby

from starlette.responses import Response
from starlette.routing import Route

from pages.web import kinds
from pages.web.gates import anyone
from pages.web.sheets import download
from pages.web.visit import Visit, open_to
from portal import factor_sets, factors, sources
from portal.errors import NotFound
from portal.factors import Kind


@open_to(anyone)
def index(visit: Visit) -> Response:
    """The method in words, and the list of all activities."""
    numbers = factors.read(visit.session)
    return visit.page(
        "method/index.html",
        by_category=_by_category(numbers.kinds.values()),
        factor_count=numbers.count_by_activity(),
        weights=sources.list_weights(visit.session),
        answers=sources.list_answers(visit.session),
        data_set=sources.find_data_set(visit.session),
        sets=factor_sets.list_in_use(visit.session),
        called=factor_sets.called,
        kinds=kinds,
    )


@open_to(anyone)
def show(visit: Visit, activity: str) -> Response:
    """Every factor of one activity."""
    kind = factors.read(visit.session).kinds.get(activity)
    if kind is None:
        raise NotFound
    explained = sources.explain(visit.session, activity)
    places = {source.id: source for one in explained for source in one.sources}
    return visit.page(
        "method/show.html", it=kind, explained=explained, places=places.values(), kinds=kinds
    )


@open_to(anyone)
def travel(visit: Visit) -> Response:
    """What a kilometre by each way to travel emits."""
    modes, read_in = sources.list_modes(visit.session)
    tables = [(key, list(rows)) for key, rows in groupby(modes, key=lambda row: row[:3])]
    places = {source.id: source for source in read_in}
    return visit.page("method/travel.html", tables=tables, places=places.values(), kinds=kinds)


@open_to(anyone)
def factor_set(visit: Visit, code: str) -> Response:
    """A programme's own factors, with who reviewed them."""
    it = factor_sets.find_reviewed(visit.session, code)
    return visit.page(
        "method/set.html",
        it=it,
        code=factor_sets.called(it),
        rows=factor_sets.rows_of(visit.session, it),
        numbers=factors.read(visit.session),
        kinds=kinds,
    )


@open_to(anyone)
def factor_set_text(visit: Visit, code: str) -> Response:
    """The same as a file, whose bytes the fingerprint covers."""
    it = factor_sets.find_reviewed(visit.session, code)
    text = factor_sets.text_of(factor_sets.contents_of(visit.session, it))
    return download(f"{factor_sets.called(it)}.json".lower(), text, "application/json")


def _by_category(every: Iterable[Kind]) -> list[tuple[str, list[Kind]]]:
    in_order = sorted(every, key=lambda kind: (kind.category, kind.code))
    return [(key, list(them)) for key, them in groupby(in_order, key=lambda kind: kind.category)]


routes = [
    Route("/method", index, name="method"),
    Route("/method/travel", travel, name="method_travel"),
    Route("/method/sets/{code}.json", factor_set_text, name="factor_set_text"),
    Route("/method/sets/{code}", factor_set, name="factor_set"),
    Route("/method/{activity}", show, name="method_of"),
]
