"""The copy of a closed programme: a ZIP with each table as CSV, a README, a manifest, checksums."""

import hashlib
import json
import zipfile
from functools import lru_cache
from typing import Any
from uuid import UUID

from pages.running import readme
from pages.web.crew import large
from pages.web.sheets import as_csv
from pages.web.visit import Visit
from pages.web.zips import Zipped, cell, lines, named
from portal import overview, programme_data
from portal.programme_data import Table
from portal.release import release

__all__ = ["NAME", "copied"]

NAME = "{code}-{day}.zip"
FORMAT = "tallybrook-programme"
MOST_KNOWN = 50_000  # ids whose sign is remembered: the same people come again and again


@large
def copied(visit: Visit) -> Zipped:
    """Return a copy of a programme as of this moment; raises as `require_ready` does."""
    code = visit.request.path_params["programme"]
    it = overview.find_own(visit.session, visit.desk, code, now=visit.now)
    programme_data.require_ready(visit.session, visit.desk, it)
    made = Zipped()
    with zipfile.ZipFile(made.file, "w", zipfile.ZIP_DEFLATED) as archive:
        files = [_write(archive, visit, it.programme_id, one) for one in programme_data.TABLES]
        last = {"README.txt": readme.text(visit, it), "manifest.json": _manifest(visit, it, files)}
        sums = [(file["sha256"], file["name"]) for file in files]
        sums += [(hashlib.sha256(said.encode()).hexdigest(), name) for name, said in last.items()]
        last["SHA256SUMS"] = "".join(f"{digest}  {name}\n" for digest, name in sums)
        for name, said in last.items():
            archive.writestr(named(name, visit.now), said)
    return made


def _write(
    archive: zipfile.ZipFile, visit: Visit, programme_id: UUID, table: Table
) -> dict[str, Any]:
    """Write one table; return what the manifest says of it."""
    digest, count, secret = hashlib.sha256(), 0, visit.settings.secret_key

    @lru_cache(MOST_KNOWN)
    def called(one: UUID) -> str:
        return programme_data.masked(secret, programme_id, one)

    def cells(row: Any) -> list[Any]:
        return [called(one) if isinstance(one, UUID) else cell(one) for one in row]

    name = f"data/{table.name}.csv"
    with archive.open(named(name, visit.now), "w", force_zip64=True) as file:
        head = as_csv(table.columns, []).encode()
        digest.update(head)
        file.write(head)
        for piece in programme_data.rows(visit.session, table, programme_id):
            written = lines(table.columns, map(cells, piece))
            digest.update(written)
            file.write(written)
            count += len(piece)
    said = {"about": table.about, "columns": table.columns, "keys": table.key_count}
    return {"name": name, "rows": count, "sha256": digest.hexdigest(), **said}


def _manifest(visit: Visit, it: Any, files: list[dict[str, Any]]) -> str:
    said = {
        "format": FORMAT,
        "version": 1,
        "programme": it.programme_code,
        "made_at": visit.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "program": release(),
        "files": files,
    }
    return json.dumps(said, ensure_ascii=False, indent=1)
