"""Collect every sentence for people, carry it into each catalogue, keep what was translated.

    python -m tools.words

Dates are left out of the files, so that only sentences make a difference.
"""

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
SOURCE = LOCALE / "messages.pot"
LANGUAGES = ("zh_CN", "zh_TW", "es", "ar")  # English is the source and needs no catalogue
KEYWORDS = {**DEFAULT_KEYWORDS, **parse_keywords(["lazy", "N_"])}
MAPPING = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
# A template with a mistake in it must stop us, not be left out.
_TEMPLATE = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
OPTIONS = {"**.html": _TEMPLATE, "**.txt": _TEMPLATE}
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """Return every sentence of the pages."""
    catalog = _empty(None)
    found = extract_from_dir(
        ROOT / "pages",
        MAPPING,
        OPTIONS,
        KEYWORDS,
        comment_tags=("translators:",),
        strip_comment_tags=True,
    )
    for _file, _line, message, comments, context in found:
        catalog.add(message, auto_comments=comments, context=context)
    return catalog


def file_of(language: str) -> Path:
    """Return where a language's sentences are kept."""
    return LOCALE / language / "LC_MESSAGES/messages.po"


def read(language: str) -> Catalog:
    """Return a language's sentences; none yet for a new one."""
    file = file_of(language)
    if not file.exists():
        return _empty(language)
    return read_po(BytesIO(file.read_bytes()), locale=language)


def write(catalog: Catalog, file: Path) -> None:
    """Keep a catalogue, in an order that does not depend on where a sentence stands."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(
            target, catalog, no_location=True, sort_output=True, width=100, ignore_obsolete=True
        )


def main() -> None:
    """Extract, update, and say what is missing."""
    source = extracted()
    write(source, SOURCE)
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(source, no_fuzzy_matching=True)
        write(_undated(catalog), file_of(language))
        missing = sum(1 for message in catalog if message.id and not _is_said(message.string))
        sys.stdout.write(f"{language}: {len(catalog)} sentences, {missing} not translated\n")


def _is_said(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def _empty(language: str | None) -> Catalog:
    return _undated(
        Catalog(locale=language, project="Tallybrook", header_comment="# Tallybrook", fuzzy=False)
    )


def _undated(catalog: Catalog) -> Catalog:
    catalog.creation_date = catalog.revision_date = NO_DATE
    return catalog


if __name__ == "__main__":
    main()
