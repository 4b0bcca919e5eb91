"""A report made again from the rows of the database: plain SQL and Decimal, none of our code.

It starts from single claims, postings and factors, not from kept totals, and follows what
docs/method.md says, so that a stranger could write it. `recount` gives the shape of the report's
JSON; what depends on the reader's time, and what is hidden, is left to the caller.
"""

import re
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

MAIN = {
    "co2e_kg": "avoided",
    "waste_kg": "diverted",
    "water_l": "resource",
    "energy_kwh": "resource",
}
TRIPS = ("walk", "cycle", "ebike", "bus", "coach", "metro", "tram", "train", "carpool")
APPROVED, DECLINED = ("queued", "awarded", "unawarded"), ("declined", "reversed")
WAITING = ("submitted", "asked")


def rows(session: Session, sql: str, **facts: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in session.connection().execute(text(sql), facts).mappings()]


def six(number: Decimal) -> Decimal:
    rounded = number.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def plain(number: Decimal) -> str:
    shown = f"{number:f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"


def falls_in(day: date, season: str, code: str) -> bool:
    if re.fullmatch(r"\d{4}", code):
        return f"{day.year:04}" == code
    if re.fullmatch(r"\d{4}-\d\d", code):
        return f"{day.year:04}-{day.month:02}" == code
    if re.fullmatch(r"\d{4}-W\d\d", code):
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}" == code
    return season == code


class Reference:
    """The factor tables, asked row by row."""

    def __init__(self, session: Session) -> None:
        self.factors = [
            row for row in rows(session, "SELECT * FROM factor") if not row["retired_in"]
        ]
        self.modes = rows(session, "SELECT * FROM travelmode")
        self.parent = {row["code"]: row["parent"] for row in rows(session, "SELECT * FROM region")}
        self.unit = {r["code"]: r["unit"] for r in rows(session, "SELECT * FROM activitykind")}
        newest = rows(session, "SELECT * FROM evidenceweight ORDER BY year")
        self.weight = {row["evidence_class"]: Decimal(row["weight"]) for row in newest}

    def way_up(self, region: str | None) -> list[str]:
        return [region, *self.way_up(self.parent[region])] if region else []

    def ordinary(self, activity: str, metric: str, region: str, year: int):
        """Return a factor's id, value, ends, class and flags, or None."""
        for place in self.way_up(region):
            here = [
                row
                for row in self.factors
                if (row["activity"], row["metric"], row["region"]) == (activity, metric, place)
            ]
            if here:
                past = [row for row in here if row["year"] <= year]
                row = (
                    max(past, key=lambda r: r["year"])
                    if past
                    else min(here, key=lambda r: r["year"])
                )
                flags = ["fallback"] * (place != region) + ["backcast"] * (not past)
                flags += [row["impact_class"]] * (row["impact_class"] != MAIN[metric])
                value = Decimal(row["value"])
                low, high = (value if row[e] is None else Decimal(row[e]) for e in ("low", "high"))
                return row["id"], value, low, high, row["impact_class"], flags, row
        return None

    def for_trip(self, activity: str, region: str, year: int, replaced: str):
        """Return the same for a trip that stood in for another."""
        found = self.ordinary(activity, "co2e_kg", region, year)
        if found is None or replaced == "car":
            return found
        if not replaced:
            unattested = self.ordinary(f"{activity}-unattested", "co2e_kg", region, year)
            return unattested or (*found[:5], [*found[5], "unattested"], found[6])
        if replaced in ("walk", "cycle", "none"):
            row, value = found[6], Decimal(0)
            place, when, is_early = row["region"], row["year"], "backcast" in found[5]
        else:
            pairs = self.differences(activity, region, replaced)
            if pairs is None:
                return None
            place, by_year = pairs
            past = [one for one in by_year if one <= year]
            when = max(past) if past else min(by_year)
            value, is_early = by_year[when], not past
        flags = ["fallback"] * (place != region) + ["backcast"] * is_early
        name = f"{activity}-instead-of-{replaced}.{place}.{when}.co2e_kg"
        return name, value, value, value, found[4], flags, found[6]

    def differences(self, activity: str, region: str, replaced: str):
        for place in self.way_up(region):
            kg = defaultdict(dict)
            for row in self.modes:
                if row["region"] == place:
                    kg[row["year"]][row["mode"]] = Decimal(row["kg_per_km"])
            by_year = {}
            for year, modes in kg.items():
                used = modes.get(activity, Decimal(0) if activity in ("walk", "cycle") else None)
                if used is not None and replaced in modes:
                    by_year[year] = modes[replaced] - used
            if by_year:
                return place, by_year
        return None

    def all_for(self, activity: str, region: str, year: int, replaced: str):
        for metric in MAIN:
            if metric == "co2e_kg" and activity in TRIPS:
                found = self.for_trip(activity, region, year, replaced)
            else:
                found = self.ordinary(activity, metric, region, year)
            if found:
                yield metric, found


def recount(session: Session, code: str, programme: str = "") -> dict[str, Any]:
    """Return the report of a period, of one programme (its code) or of all."""
    claims = [
        {**row, "done_on": date.fromisoformat(str(row["done_on"]))}
        for row in rows(
            session,
            "SELECT c.*, p.code AS programme, p.region, r.season FROM claim c"
            " JOIN programme p ON p.id = c.programme_id"
            " JOIN ruleset r ON r.programme_id = c.programme_id AND r.version = c.version",
        )
    ]
    mine = [
        row
        for row in claims
        if programme in ("", row["programme"]) and falls_in(row["done_on"], row["season"], code)
    ]
    done = [row for row in mine if row["state"] in APPROVED]
    at_home = [row for row in done if row["holder_kind"] == "wallet"]
    with localcontext(prec=60):
        looks = _looks(session, code, programme)
        lines, impact = _lines(Reference(session), done, looks)
    return {
        "period": code,
        "people": len({row["person_id"] for row in at_home}),
        "households": len({row["holder_id"] for row in at_home}),
        "groups": len({row["holder_id"] for row in done if row["holder_kind"] == "group"}),
        "claims": {**_standings(mine), **_told(looks)},
        "impact": impact,
        "lines": lines,
        "points": _points(session, code, programme),
    }


def _standings(mine: list[dict[str, Any]]) -> dict[str, Any]:
    count = {
        name: sum(row["state"] in states for row in mine)
        for name, states in (("approved", APPROVED), ("declined", DECLINED), ("waiting", WAITING))
    }
    return {"submitted": sum(count.values()), **count}


def _looks(session: Session, code: str, programme: str) -> list[bool]:
    """Return of each second look at an act of the period whether it found a mistake."""
    found = rows(
        session,
        "SELECT s.done_on, s.finding, s.ruling, p.code AS programme, r.season FROM sample s"
        " JOIN programme p ON p.id = s.programme_id"
        " JOIN ruleset r ON r.programme_id = s.programme_id AND r.version = s.version"
        " WHERE s.finding IS NOT NULL",
    )
    return [
        row["finding"] == "differs" and row["ruling"] != "stands"
        for row in found
        if programme in ("", row["programme"])
        and falls_in(date.fromisoformat(str(row["done_on"])), row["season"], code)
    ]


def _told(looks: list[bool]) -> dict[str, Any]:
    rate = plain(six(Decimal(sum(looks)) / len(looks))) if looks else None
    return {"audited": len(looks), "audit_error_rate": rate}


def _lines(reference: Reference, done: list[dict[str, Any]], looks: list[bool]):
    sound = 1 - (six(Decimal(sum(looks)) / len(looks)) if looks else 0)
    amounts = defaultdict(lambda: dict.fromkeys("ABCD", Decimal(0)))
    facts = {}
    for row in done:
        activity, region, replaced = row["activity"], row["region"], row["replaced"] or ""
        for metric, found in reference.all_for(activity, region, row["done_on"].year, replaced):
            key = (activity, region, replaced, metric, found[0], tuple(found[5]))
            facts[key] = found
            amounts[key][row["evidence_class"]] += Decimal(row["amount"])
    impact = {name: [Decimal(0)] * 4 for name in MAIN}
    lines = []
    for key, by_class in amounts.items():
        activity, region, _, metric, name, flags = key
        _, value, low, high, kind, *_ = facts[key]
        quantity = sum(by_class.values())
        weighed = sound * sum(n * reference.weight[rank] for rank, n in by_class.items())
        sums = [six(quantity * value), *(six(weighed * end) for end in (low, value, high))]
        if kind == MAIN[metric]:
            impact[metric] = [a + b for a, b in zip(impact[metric], sums, strict=True)]
        lines.append(
            {
                "activity": activity,
                "unit": reference.unit[activity],
                "region": region,
                "factor_id": name,
                "metric": metric,
                "quantity": plain(quantity),
                "value_per_unit": plain(value),
                "reported": f"{sums[0]:f}",
                "evidence": {rank: plain(amount) for rank, amount in by_class.items()},
                "flags": list(flags),
            }
        )
    return lines, {name: _shown(sums) for name, sums in impact.items()}


def _shown(sums: list[Decimal]) -> dict[str, Any]:
    reported, low, central, high = (f"{six(one):f}" for one in sums)
    return {"reported": reported, "counted": {"low": low, "central": central, "high": high}}


def _points(session: Session, code: str, programme: str) -> dict[str, int]:
    """Follow the points of every lot awarded in the period, posting by posting."""
    seasons = rows(session, "SELECT code, starts_on, ends_on FROM season")
    first = min((str(row["starts_on"]) for row in seasons if row["code"] == code), default="")
    last = max((str(row["ends_on"]) for row in seasons if row["code"] == code), default="")
    moved: dict[str, int] = defaultdict(int)
    for row in rows(
        session,
        "SELECT m.kind, m.qty, born.at FROM posting m"
        " JOIN lot l ON l.programme_id = m.programme_id AND l.id ="
        "  CASE WHEN m.kind IN ('award', 'goodwill') THEN m.to_lot ELSE m.from_lot END"
        " JOIN txn born ON born.programme_id = l.programme_id AND born.seq = l.born_seq"
        " JOIN programme p ON p.id = m.programme_id"
        " WHERE l.kind IN ('award', 'goodwill') AND (:programme = '' OR p.code = :programme)",
        programme=programme,
    ):
        day = row["at"][:10]
        if first <= day <= last if first else falls_in(date.fromisoformat(day), "", code):
            moved[row["kind"]] += row["qty"]
    issued = moved["award"] + moved["goodwill"]
    given = moved["give"] - moved["take_back"]
    gone = given + moved["redeem"] + moved["lapse"] + moved["reverse"]
    return {
        "issued": issued,
        "held": issued - gone,
        "given": given,
        "redeemed": moved["redeem"],
        "lapsed": moved["lapse"],
        "reversed": moved["reverse"],
    }
