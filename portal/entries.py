"""Entries: a row of paper or of a file becomes an act that can be counted, or says why not.

The rules are those of the pages: days, amounts, evidence, limits. A member is a household's code,
never a name; the points are the household's, and its head, or else its first adult, has earned
them. Where a programme is for classes it is a class's code, and the amount is its tally: so many
pupils, counted by somebody who was there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session

from db.tables.claims import EvidenceClass
from portal import codes, earners, programmes
from portal.errors import NotFound, Refused
from portal.imports import ImportKind
from portal.lists import Line
from portal.measures import in_unit
from portal.programmes import Mode, local_day
from portal.savings import METERED, ByMeter
from portal.told import (
    LATE,
    InTheFuture,
    NotWhole,
    OutOfRange,
    OutsideSeason,
    RecordMissing,
    Replaced,
    TooLongAgo,
    is_recorded,
)

__all__ = ["BadRow", "Entry", "Fault", "Reader", "Wrong"]

_LONGEST_ID = 60
SEEN = {  # what a kind of paper shows, best first
    ImportKind.FILE: "ACBD",  # a partner wrote down what happened there
    ImportKind.SHEET: "BCD",  # where somebody who saw it has signed
}


class Wrong(StrEnum):
    """What can be wrong with a row, besides what is wrong with an act."""

    BROKEN = "broken"
    NO_ID = "no_id"
    MEMBER = "member"
    ACTIVITY = "activity"
    QUANTITY = "quantity"
    DAY = "day"
    REPLACED = "replaced"
    OWN = "own"
    EVIDENCE = "evidence"


class BadRow(Refused):
    """A row cannot be taken: `wrong`, and `what` was written."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line."""

    number: int
    why: Refused


@dataclass(frozen=True)
class Entry:
    """An act out of a row: whose, what, how much, when; `rule` is its activity's row."""

    number: int
    external_id: str
    holder_id: UUID
    person_id: UUID
    rule: Any
    amount: Decimal
    done_on: date
    evidence_class: EvidenceClass
    replaced: Replaced | None


class Reader:
    """Turns rows into entries for one programme; remembers members and rules it has met."""

    def __init__(
        self,
        session: Session,
        programme: Any,
        *,
        kind: ImportKind,
        signed: bool,
        is_late: bool,
        checker_id: UUID,
        counted_by: UUID | None = None,
        now: datetime,
    ) -> None:
        self.session, self.programme, self.now = session, programme, now
        self.of_classes, self.counted_by = programme.mode is Mode.CLASS, counted_by
        seen = SEEN[ImportKind.SHEET if self.of_classes else kind]
        self.shown = seen if signed else "D"
        self.is_late = is_late
        self._rules: dict[str, Any] = {}
        self._members: dict[str, Any] = {}
        self._near = earners.near(session, checker_id)

    def read(self, lines: Sequence[Line]) -> tuple[list[Entry], list[Fault]]:
        """Return what can be taken of some lines, and what is wrong with the others."""
        self._meet(line.fields.get("member", "") for line in lines)
        entries, faults = [], []
        for line in lines:
            try:
                entries.append(self._entry(line))
            except Refused as why:
                faults.append(Fault(line.number, why))
        return entries, faults

    def _entry(self, line: Line) -> Entry:
        given = line.fields
        if line.broken:
            raise BadRow(wrong=Wrong.BROKEN, what="")
        external_id = given["external_id"]
        if not 0 < len(external_id) <= _LONGEST_ID:
            raise BadRow(wrong=Wrong.NO_ID, what=external_id[:_LONGEST_ID])
        household, rule = self._member(given["member"]), self._rule(given["activity"])
        amount = self._amount(given, rule)
        return Entry(
            line.number,
            external_id,
            household.id,
            household.person_id,
            rule,
            amount,
            self._day(given["done_at"], rule),
            self._class(rule),
            _replaced(given.get("replaced", "")),
        )

    def _meet(self, typed: Iterable[str]) -> None:
        new = {codes.tidy(one) for one in typed} - self._members.keys()
        if sound := sorted(one for one in new if codes.is_sound(one)):
            self._members |= self._look_up(sound)

    def _look_up(self, sound: Sequence[str]) -> Mapping[str, Any]:
        if self.of_classes:
            return earners.classes(self.session, self.programme.programme_id, self.counted_by)
        return earners.of_codes(self.session, sound)

    def _member(self, typed: str) -> Any:
        household = self._members.get(codes.tidy(typed))
        if household is None or household.person_id is None:
            raise BadRow(wrong=Wrong.MEMBER, what=typed)
        if self._near & {household.id, household.person_id}:
            raise BadRow(wrong=Wrong.OWN, what=typed)
        return household

    def _rule(self, code: str) -> Any:
        if code not in self._rules:
            key = self.programme.programme_code
            try:
                found = programmes.find_activity(self.session, key, code, now=self.now)
            except NotFound:
                found = None
            self._rules[code] = found
        if self._rules[code] is None:
            raise BadRow(wrong=Wrong.ACTIVITY, what=code)
        if code in METERED and not self._has_feed(self._rules[code]):
            raise ByMeter
        if is_recorded(self._rules[code]):
            raise RecordMissing
        return self._rules[code]

    def _has_feed(self, rule: Any) -> bool:
        """Tell whether a list may say what a meter showed: from whoever reads it for everybody."""
        return "A" in self.shown and "A" in rule.evidence

    def _amount(self, given: Mapping[str, str], rule: Any) -> Decimal:
        amount = _number(given["quantity"])
        amount = in_unit(amount, given.get("unit", ""), rule.unit)
        if rule.whole and amount != amount.to_integral_value():
            raise NotWhole
        if not rule.least_amount <= amount <= rule.most_amount:
            raise OutOfRange(least=rule.least_amount, most=rule.most_amount)
        return amount

    def _day(self, typed: str, rule: Any) -> date:
        day, today = _day(typed, rule.time_zone), local_day(rule.time_zone, self.now)
        if day > today:
            raise InTheFuture
        if not rule.starts_on <= day <= rule.ends_on:
            raise OutsideSeason(starts_on=rule.starts_on, ends_on=rule.ends_on)
        days = LATE.days if self.is_late else rule.log_back_days
        if day < today - timedelta(days=days):
            raise TooLongAgo(days=days)
        return day

    def _class(self, rule: Any) -> EvidenceClass:
        for shown in self.shown:
            if shown in rule.evidence:
                return EvidenceClass(shown)
        raise BadRow(wrong=Wrong.EVIDENCE, what=rule.evidence)


def _number(typed: str) -> Decimal:
    """Read a decimal as a computer writes it; a comma may stand for the point."""
    text = typed.strip().replace(",", ".")
    plain = text.removeprefix("-").replace(".", "", 1)
    if not plain.isdecimal() or not plain.isascii() or len(text) > 20:  # noqa: PLR2004
        raise BadRow(wrong=Wrong.QUANTITY, what=typed)
    return Decimal(text)


def _day(typed: str, time_zone: str) -> date:
    """Read a day, or an instant with its zone, as the day it was where the programme is."""
    try:
        if len(typed) == len("2026-06-01"):
            return date.fromisoformat(typed)
        instant = datetime.fromisoformat(typed)
    except ValueError:
        raise BadRow(wrong=Wrong.DAY, what=typed) from None
    if instant.tzinfo is None:
        raise BadRow(wrong=Wrong.DAY, what=typed)
    try:
        return local_day(time_zone, instant)
    except OverflowError:
        raise BadRow(wrong=Wrong.DAY, what=typed) from None


def _replaced(typed: str) -> Replaced | None:
    if not typed:
        return None
    try:
        return Replaced(typed.casefold())
    except ValueError:
        raise BadRow(wrong=Wrong.REPLACED, what=typed) from None
