"""The open data as a data package, as datapackage.org describes one. Pure."""

import json
from collections.abc import Iterable
from typing import Any

from portal.open_data import COLUMNS, DATA_SET_VERSION, File

__all__ = ["REPORTS", "as_json"]

REPORTS = "reports.csv"
LICENCES = {
    "CC-BY-4.0": {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0",
    },
    "CC-BY-SA-4.0": {
        "name": "CC-BY-SA-4.0",
        "path": "https://creativecommons.org/licenses/by-sa/4.0/",
        "title": "Creative Commons Attribution-ShareAlike 4.0",
    },
}


def as_json(files: Iterable[File], *, name: str, home: str) -> str:
    """Return datapackage.json; paths in it stand beside it."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "collective-reports",
        "title": f"{name}: collective reports and the numbers behind them",
        "description": "Never about one person: nothing of fewer than ten people is in it.",
        "homepage": home,
        "version": DATA_SET_VERSION,
        "licenses": list(LICENCES.values()),
        "resources": [_resource(file) for file in files],
    }
    return json.dumps(package, ensure_ascii=False, indent=1)


def _resource(file: File) -> dict[str, Any]:
    return {
        "name": file.name.removesuffix(".csv").replace("/", "-").replace("_", "-"),
        "path": file.name,
        "type": "table",
        "description": file.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.digest}",
        "licenses": [LICENCES[file.licence]],
        "schema": {"fields": [_field(column) for column in file.columns]},
    }


def _field(column: str) -> dict[str, str]:
    kind, meaning = COLUMNS[column]
    return {"name": column, "type": kind, "description": meaning}
