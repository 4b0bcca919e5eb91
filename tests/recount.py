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
    """The factor tables, asked row by row; of one programme, its own sets too."""

    def __init__(self, session: Session, programme: str) -> None:
        self.own = rows(
            session,
            "SELECT o.*, p.code AS programme, s.first_year, s.last_year FROM ownfactor o"
            " JOIN factorset s ON s.programme_id = o.programme_id AND s.number = o.number"
            " JOIN programme p ON p.id = s.programme_id"
            " WHERE s.reviewed_at IS NOT NULL AND s.ended_at IS NULL AND p.code = :programme",
            programme=programme,
        )
        self.factors = [
            row for row in rows(session, "SELECT * FROM factor") if not row["retired_in"]
        ]
        self.modes = rows(session, "SELECT * FROM travelmode")
        self.parent = {row["code"]: row["parent"] for row in rows(session, "SELECT * FROM region")}
        kinds = rows(session, "SELECT * FROM activitykind")
        self.unit = {row["code"]: row["unit"] for row in kinds}
        self.category = {row["code"]: row["category"] for row in kinds}
        newest = rows(session, "SELECT * FROM evidenceweight ORDER BY year")
        self.weight = {row["evidence_class"]: Decimal(row["weight"]) for row in newest}

    def way_up(self, region: str | None) -> list[str]:
        return [region, *self.way_up(self.parent[region])] if region else []

    def own_rows(self, activity: str, year: int) -> list[dict[str, Any]]:
        """Return the rows that decide alone: those of the newest set that has the activity."""
        mine = [
            {**row, "id": "{activity}.{region}.{year}.{metric}@{programme}.{number}".format(**row)}
            for row in self.own
            if row["activity"] == activity and row["first_year"] <= year <= row["last_year"]
        ]
        newest = max((row["number"] for row in mine), default=0)
        return [row for row in mine if row["number"] == newest]

    def ordinary(self, activity: str, metric: str, region: str, year: int, among=None):
        """Return a factor's id, value, ends, class and flags, or None."""
        for place in self.way_up(region):
            here = [
                row
                for row in among or self.factors
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
        own = self.own_rows(activity, year)
        for metric in MAIN:
            if own:
                found = self.ordinary(activity, metric, region, year, own)
            elif metric == "co2e_kg" and activity in TRIPS:
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
        lines, impact = _lines(Reference(session, programme), done, looks)
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
    impact = {name: {} for name in MAIN}
    lines = []
    for key, by_class in amounts.items():
        activity, region, _, metric, name, flags = key
        _, value, low, high, kind, *_ = facts[key]
        quantity = sum(by_class.values())
        weighed = sound * sum(n * reference.weight[rank] for rank, n in by_class.items())
        sums = [six(quantity * value), *(six(weighed * end) for end in (low, value, high))]
        own = name.partition("@")[2] or None
        if kind == MAIN[metric] and not own:
            group = impact[metric].setdefault(reference.category[activity], [Decimal(0)] * 4)
            group[:] = [a + b for a, b in zip(group, sums, strict=True)]
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
                "factor_set": own,
            }
        )
    return lines, {name: _shown(list(groups.values())) for name, groups in impact.items()}


def _shown(groups: list[list[Decimal]]) -> dict[str, Any]:
    """Add categories up: their half-ranges are independent, hence by Pythagoras."""
    reported, central = (sum((one[at] for one in groups), Decimal(0)) for at in (0, 2))
    down = six(sum(((c - low) ** 2 for _, low, c, _ in groups), Decimal(0)).sqrt())
    up = six(sum(((high - c) ** 2 for _, _, c, high in groups), Decimal(0)).sqrt())
    ends = (f"{six(one):f}" for one in (reported, central - down, central, central + up))
    reported, low, central, high = ends
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
