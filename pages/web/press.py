"""The press: `python -m pages.web.press STYLES IDENTIFIER` turns HTML on stdin into PDF on stdout.

What the page holds by itself (`data:`) may be used; every other address is refused, files as well.
"""

import sys
from pathlib import Path

VARIANT = "pdf/ua-1"  # tagged, with title and language, for those who hear it


def press(page: str, styles: str, identifier: str) -> bytes:
    """Return a page as PDF."""
    from weasyprint import CSS, HTML  # noqa: PLC0415  (the portal starts without it)
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols=["data"])
    written = HTML(string=page, url_fetcher=fetcher, base_url=None)
    sheet = CSS(string=styles, url_fetcher=fetcher)
    made: bytes = written.write_pdf(
        stylesheets=[sheet], pdf_variant=VARIANT, pdf_identifier=identifier.encode()
    )
    return made


if __name__ == "__main__":
    styles, identifier = Path(sys.argv[1]).read_text("utf-8"), sys.argv[2]
    sys.stdout.buffer.write(press(sys.stdin.buffer.read().decode(), styles, identifier))
