"""The independent audit: every row read again, by code that shares nothing with the poster.

It has its own lists of moves, papers and hashed columns, its own drivers, and believes no trigger,
no constraint and no kept figure. Nothing of the portal is imported here, and nothing of SQLAlchemy.

    with open_database("sqlite:///var/portal.db") as source:
        result = audit(source)
"""

from portal.audit.export import open_export, write, written
from portal.audit.findings import Breach
from portal.audit.lists import PROMISES
from portal.audit.run import Progress, Result, audit, in_silence
from portal.audit.source import Source, Unreadable, open_database
from portal.audit.words import plain, told

__all__ = [
    "PROMISES",
    "Breach",
    "Progress",
    "Result",
    "Source",
    "Unreadable",
    "audit",
    "in_silence",
    "open_database",
    "open_export",
    "plain",
    "told",
    "write",
    "written",
]
