"""The independent audit: every row read again, by code that shares nothing with the poster.

It has its own lists of moves, papers and hashed columns, its own drivers, and believes no trigger,
no constraint and no kept figure. Nothing of the portal is imported here, and nothing of SQLAlchemy.

    with open_database("sqlite:///var/portal.db") as source:
        result = audit(source)
"""

from portal.audit.export import open_export, write
from portal.audit.findings import Breach
from portal.audit.run import Result, audit
from portal.audit.source import Source, Unreadable, open_database

__all__ = [
    "Breach",
    "Result",
    "Source",
    "Unreadable",
    "audit",
    "open_database",
    "open_export",
    "write",
]
