"""Every address a measured page leads to has its route; the four that are measured answer."""

from django.conf.urls.i18n import i18n_patterns
from django.http import Http404
from django.urls import path

from bench.peers.django_site.views import home, programme, report, statement


def elsewhere(_request, **_parts):
    """Answer for the pages that nobody measures."""
    raise Http404


def _linked(*places):
    return [path(address, elsewhere, name=name) for name, address in places]


urlpatterns = i18n_patterns(
    path("", home.show, name="home"),
    path("programmes/<str:key>", programme.show, name="programme"),
    path("me/points", statement.show, name="points"),
    path("reports/<str:period>", report.show, name="report"),
    *_linked(
        ("programmes", "programmes"),
        ("actions", "actions"),
        ("action", "actions/<str:code>"),
        ("causes", "causes"),
        ("cause", "causes/<str:key>"),
        ("rewards", "rewards"),
        ("reports", "reports"),
        ("report_json", "reports/<str:period>.json"),
        ("report_csv", "reports/<str:period>.csv"),
        ("method", "method"),
        ("method_of", "method/<str:activity>"),
        ("organisation", "organisations/<str:key>"),
        ("rules", "rules"),
        ("audit", "audit"),
        ("never", "never"),
        ("how_it_works", "how-it-works"),
        ("privacy", "privacy"),
        ("children", "children"),
        ("accessibility", "accessibility"),
        ("status", "status"),
        ("sign_in", "sign-in"),
        ("join", "join"),
        ("sign_out", "sign-out"),
        ("log", "log"),
        ("me", "me"),
        ("points_csv", "me/points.csv"),
        ("claim", "me/claims/<str:code>"),
        ("gift", "me/gifts/<str:code>"),
        ("desk", "desk"),
    ),
)
