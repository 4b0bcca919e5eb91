"""The template environments: one for each language, made when it is first asked for."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pages.speech import (
    OWN_NAMES,
    catalogue,
    direction,
    gettext,
    language,
    locale,
    ngettext,
    pgettext,
    said_on_page,
    speaking,
)
from pages.web import charts
from pages.web.drawings import drawings, keeper
from pages.web.folding import FoldingEnvironment
from pages.web.formats import FILTERS, colon
from pages.web.gaps import Gaps, gap
from pages.words import label
from portal import ids
from portal.commons import counting
from portal.places import place

OPTIONS: dict[str, Any] = {
    "loader": FileSystemLoader(Path(__file__).parent.parent),
    "autoescape": True,
    "undefined": StrictUndefined,
    "extensions": ["jinja2.ext.i18n", "jinja2.ext.do", Gaps],
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "cache_size": -1,
}


@cache
def environment_for(name: str) -> Environment:
    """Return the environment that speaks one language."""
    return furnished(FoldingEnvironment(catalogue(name), **OPTIONS), name)


def stock_environment(name: str) -> Environment:
    """Return Jinja's own, which looks every sentence up: what the folded one must equal."""
    return furnished(Environment(**OPTIONS), name)  # noqa: S701  (OPTIONS turn autoescape on)


def furnished(environment: Environment, name: str) -> Environment:
    """Give an environment our words, filters and macros."""
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext
    )
    environment.globals.update(
        label=label,
        language=language,
        locale=locale,
        direction=direction,
        languages=OWN_NAMES,
        charts=charts,
        colon=colon,
        gap=gap,
        static=static,
        new_token=ids.new_token,
        once=keeper(),
    )
    environment.filters.update({**FILTERS, "said": said_on_page, "counting": counting})
    with speaking(name):
        # Macros are globals, not imports: a block rendered alone does not run its file's imports.
        environment.globals["ui"] = environment.get_template("layout/ui.html").module
        charted = environment.get_template("layout/chart.html").module
        environment.globals["chart"] = drawings(charted)
    return environment


@cache
def static(name: str) -> str:
    """Return the address of a file of ours, with its fingerprint: it may be kept for ever."""
    content = (place("static") / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
