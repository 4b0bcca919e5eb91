"""What the README of a programme's copy says, in the reader's language."""

from typing import Any

from pages.speech import gettext, lazy, said
from pages.web.formats import FILTERS
from pages.web.visit import Visit

__all__ = ["LEFT_OUT", "text"]

LEFT_OUT = (
    lazy("names, addresses and everything else that says who somebody is"),
    lazy("photos, notes, reasons and answers that people wrote about their own actions"),
    lazy("codes that open something, and the keys behind them"),
)
_HOW = (
    lazy("Each file in data/ is one table, as CSV in UTF-8. Its first columns name a row."),
    lazy("manifest.json says what each file holds, its columns and how many rows there are."),
    lazy("To see that nothing was lost on the way: sha256sum -c SHA256SUMS"),
    lazy(
        "People, households and things are called by signs such as 3f9a0c51b27de846: the same in"
        " every file, and in no other programme."
    ),
    lazy(
        "One row is what one person did. Do not publish rows, and no figure of fewer than ten"
        " people: the public reports say what everybody may read."
    ),
)


def text(visit: Visit, it: Any) -> str:
    """Return the whole README."""
    day = FILTERS["day"](visit.now.date())
    address = visit.url("programme", key=f"{it.programme_slug}-{it.programme_code}")
    return "\n".join(
        (
            gettext("%(programme)s: a copy, made on %(day)s")
            % {"programme": said(it.programme_name), "day": day},
            visit.settings.base_url.rstrip("/") + address,
            "",
            *map(str, _HOW),
            "",
            gettext("What is not in it:"),
            *(f"- {line}" for line in LEFT_OUT),
            "",
        )
    )
