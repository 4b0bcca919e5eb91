"""Doors: every route of the site, found by the first part of its address, not one by one."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound, Route
from starlette.types import Receive, Scope, Send

__all__ = ["Doors"]


class Doors(BaseRoute):
    """Many routes that a router tries as one: only those that begin as the address does."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._named: dict[str, list[Route]] = defaultdict(list)
        self._behind: dict[str, list[Route]] = defaultdict(list)
        for route in routes:
            self._named[route.name].append(route)
            first = _first(route.path)
            assert "{" not in first, f"{route.path} could begin with anything"
            self._behind[first].append(route)

    @property
    def routes(self) -> list[Route]:
        """Return all of them, as the sections list them."""
        return [route for named in self._named.values() for route in named]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return how well an address fits, and the route that it fits best."""
        best: tuple[Match, Scope] = Match.NONE, {}
        if scope["type"] != "http":
            return best
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        for route in self._behind.get(_first(path), ()):
            match, facts = route.matches(scope)
            if match.value > best[0].value:
                best = match, {**facts, "route": route}
            if match is Match.FULL:
                break
        return best

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Return the address of a route; raises NoMatchFound."""
        for route in self._named.get(name, ()):
            with suppress(NoMatchFound):
                return route.url_path_for(name, **path_params)
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route that was found answer."""
        await scope["route"].handle(scope, receive, send)


def _first(path: str) -> str:
    return path.partition("/")[2].partition("/")[0]
