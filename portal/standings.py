"""Standings: what counts already for each household, kept while many acts are weighed in a row.

Each household's acts are read once, when the first of its rows comes by. What is held grows with
households and with what they can still earn, not with rows.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from db.tables.programmes import CapWho
from portal import limits
from portal.entries import Entry
from portal.rules import Counted, Rule, Worth, weigh

__all__ = ["Standings"]


class Standings:
    """Weighs entries of one programme, one after the other."""

    def __init__(self, session: Session, programme_id: UUID) -> None:
        self.session, self.programme_id = session, programme_id
        self._counted: dict[UUID, list[Counted]] = {}
        self._rules: dict[str, tuple[Rule, Any]] = {}

    def weigh(self, entries: Sequence[Entry]) -> list[Worth]:
        """Say what each earns when all are approved in this order."""
        self._meet(entries)
        worths = []
        for entry in entries:
            rule, run = self._rule(entry)
            seen = Counted(
                entry.holder_id, entry.person_id, rule.cap_group, entry.done_on, entry.amount
            )
            mine = entry.person_id if rule.cap_who is CapWho.PERSON else entry.holder_id
            earlier = self._counted[entry.holder_id]
            if mine != entry.holder_id:
                others = (one for one in self._counted[mine] if one.holder_id != entry.holder_id)
                earlier = [*earlier, *others]
            worth = weigh(rule, seen, earlier, run)
            worths.append(worth)
            if worth.points:
                self._counted[entry.holder_id].append(replace(seen, points=worth.points))
        return worths

    def _rule(self, entry: Entry) -> tuple[Rule, Any]:
        code = entry.rule.code
        if code not in self._rules:
            self._rules[code] = Rule.of(entry.rule), limits.run_of(entry.rule)
        return self._rules[code]

    def _meet(self, entries: Sequence[Entry]) -> None:
        """Read once what counts for households and people that are new here."""
        new = {
            one
            for entry in entries
            for one in (entry.holder_id, entry.person_id)
            if one not in self._counted
        }
        if not new:
            return
        for one in new:
            self._counted[one] = []
        rows = limits.COUNTED.all(
            self.session,
            programme_id=self.programme_id,
            holders=sorted(new),
            people=sorted(new),
            states=list(limits.SETTLED),
            since=date.min,
            until=date.max,
        )
        for row in rows:
            seen = Counted(*tuple(row)[1:])
            for one in {seen.holder_id, seen.person_id} & new:
                self._counted[one].append(seen)
