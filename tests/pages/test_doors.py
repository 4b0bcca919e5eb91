"""Doors: routes are found by the first part of an address, exactly as one after another."""

import pytest
from starlette.routing import Match, NoMatchFound, Route, Router

from pages.sections import SECTIONS
from pages.web.doors import Doors

ROUTES = [route for section in SECTIONS for route in section.routes]
ODD = ["", "/", "//", "/nobody", "/me/", "/me//points", "/desk", "/programmes/", "/{code}"]


def asked(path, method, root=""):
    return {"type": "http", "path": f"{root}{path}", "root_path": root, "method": method}


def one_after_another(scope):
    """What a router finds that tries every route in turn."""
    found = [(route, *route.matches(scope)) for route in ROUTES]
    for wanted in (Match.FULL, Match.PARTIAL):
        for route, match, facts in found:
            if match is wanted:
                return match, {**facts, "route": route}
    return Match.NONE, {}


def filled(path):
    return path.replace("{", "x-").replace("}", "").replace(":int", "7")


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "DELETE"])
@pytest.mark.parametrize("root", ["", "/en"])
def test_every_address_leads_where_it_led(method, root):
    doors = Doors(ROUTES)
    for path in [*(filled(route.path) for route in ROUTES), *ODD]:
        scope = asked(path, method, root)
        assert doors.matches(scope) == one_after_another(scope), path


def test_every_name_leads_to_the_address_it_led_to():
    doors, router = Doors(ROUTES), Router(ROUTES)
    for route in ROUTES:
        facts = dict.fromkeys(route.param_convertors, 7)
        ours = doors.url_path_for(route.name, **facts)
        assert ours == router.url_path_for(route.name, **facts), route.name


def test_what_has_no_door_is_said():
    with pytest.raises(NoMatchFound):
        Doors(ROUTES).url_path_for("nothing")
    assert Doors(ROUTES).matches({"type": "lifespan"}) == (Match.NONE, {})


def test_a_route_that_could_begin_with_anything_is_refused():
    with pytest.raises(AssertionError, match="anything"):
        Doors([Route("/{code}", lambda request: None)])
