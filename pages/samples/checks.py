"""/programmes/{key}/checks : how checking goes, for everybody: samples, errors, appeals."""

from starlette.responses import Response
from starlette.routing import Route

from pages.web.gates import anyone
from pages.web.visit import Visit, open_to
from portal import hearings, overview, samples


@open_to(anyone)
def show(visit: Visit, key: str) -> Response:
    """Months of samples with their error rates and seeds; appeals and complaints as counts."""
    it = overview.find_programme(visit.session, key, now=visit.now)
    months = samples.list_months(visit.session, it.programme_id, now=visit.now)
    figures = hearings.figures(visit.session, it.organisation_id, now=visit.now)
    whole = samples.rate_of(months)
    return visit.page("samples/checks.html", it=it, months=months, figures=figures, whole=whole)


routes = [Route("/programmes/{key}/checks", show, name="checks")]
