"""A report as data: JSON and CSV, in the shapes of docs/contract.md."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pages.web import sheets
from pages.web.kinds import exact
from portal.figures import (
    Claims,
    EvidenceClass,
    Impact,
    Line,
    Points,
    Published,
    Report,
    Unquantified,
)
from portal.impact import MAIN_CLASS
from portal.own_reports import OwnReport

__all__ = ["MEDIA", "about", "as_csv", "as_json", "as_own_csv", "origin", "shape", "without_clock"]

CLOCK = ' "generated_at"'
MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COLUMNS = (
    *("activity", "unit", "region", "factor_id", "metric", "quantity", "value_per_unit"),
    *("reported", "evidence_A", "evidence_B", "evidence_C", "evidence_D", "flags"),
    "factor_set",
)


def as_json(report: Report) -> str:
    """Return the whole report as JSON."""
    return json.dumps(shape(report), ensure_ascii=False, indent=1)


def as_csv(report: Report) -> str:
    """Return its lines, one a row."""
    return sheets.as_csv(COLUMNS, (_row(_line(line)) for line in report.lines))


def as_own_csv(report: OwnReport) -> str:
    """Return the same of an own report, and what is counted only, without a factor."""
    told = [*map(_line, report.lines), *map(_unquantified, report.unquantified)]
    return sheets.as_csv(COLUMNS, map(_row, told))


def without_clock(body: str) -> str:
    """Return a body without the time it was made: two that differ only there are the same."""
    return "\n".join(line for line in body.splitlines() if not line.startswith(CLOCK))


def shape(report: Report) -> dict[str, Any]:
    """Return the report in plain values: decimals are text, what is hidden is null."""
    told = {
        **about(report),
        "generated_at": f"{report.generated_at:%Y-%m-%dT%H:%M:%SZ}",
        **origin(report),
        "people": report.people,
        "households": report.households,
        "groups": report.groups,
        "claims": report.claims and _claims(report.claims),
        "factor_sets": [one._asdict() for one in report.factor_sets],
        "impact": _impacts(report.impacts) or None,
        "own_impact": [_own(one) for one in report.impacts if one.own],
        "lines": [_line(line) for line in report.lines],
        "unquantified": [_unquantified(rest) for rest in report.unquantified],
        "points": report.points and _points(report.points),
    }
    return {**told, "suppressed": list(report.suppressed)} if report.suppressed else told


def about(report: Report) -> dict[str, Any]:
    """Return which report it is."""
    return {
        "period": report.period.code,
        "scope": {
            "programme": report.programme and report.programme.key,
            "organisation": report.organisation and report.organisation.key,
        },
    }


def origin(report: Report) -> dict[str, Any]:
    """Return whether it stays as it is, and how it was counted."""
    return {
        "closed": report.is_closed,
        "edition": report.published and _edition(report.published),
        "method_version": report.method_version,
        "counted_by": report.method,
    }


def _edition(published: Published) -> dict[str, Any]:
    """Return which edition of a closed report this is; later ones are not told of, so it stays."""
    return {
        "number": published.number,
        "reason": published.reason.value,
        "digest": published.digest,
    }


def _claims(claims: Claims) -> dict[str, Any]:
    rate = claims.audit_error_rate
    return {
        "submitted": claims.submitted,
        "approved": claims.approved,
        "declined": claims.declined,
        "waiting": claims.waiting,
        "audited": claims.audited,
        "audit_error_rate": None if rate is None else exact(rate),
    }


def _impacts(impacts: Iterable[Impact]) -> dict[str, Any]:
    """Return each metric's headline by the data set; other classes are in the lines, flagged."""
    of_data_set = (one for one in impacts if not one.own)
    mains = (one for one in of_data_set if one.impact_class is MAIN_CLASS[one.metric])
    return {one.metric.value: _impact(one) for one in mains}


def _impact(impact: Impact) -> dict[str, Any]:
    return {
        "reported": _six(impact.reported),
        "counted": {
            "low": _six(impact.counted.low),
            "central": _six(impact.counted.central),
            "high": _six(impact.counted.high),
        },
    }


def _own(impact: Impact) -> dict[str, Any]:
    """Return what one set of the programme's own gives, of one metric and class."""
    about = {"factor_set": impact.own, "metric": impact.metric, "class": impact.impact_class}
    return {**about, **_impact(impact)}


def _line(line: Line) -> dict[str, Any]:
    return {
        "activity": line.kind.code,
        "unit": line.kind.unit,
        "region": line.region,
        "factor_id": line.factor.id,
        "metric": line.factor.metric.value,
        "quantity": exact(line.quantity),
        "value_per_unit": exact(line.factor.value),
        "reported": _six(line.reported),
        "evidence": _evidence(line.evidence),
        "flags": list(line.flags),
        "factor_set": line.factor.own or None,
    }


def _unquantified(rest: Unquantified) -> dict[str, Any]:
    """Return an activity that is counted and shown, and for which no saving is claimed."""
    return {
        "activity": rest.kind.code,
        "unit": rest.kind.unit,
        "region": rest.region,
        "actions": rest.act_count,
        "quantity": exact(rest.quantity),
        "evidence": _evidence(rest.evidence),
    }


def _row(line: Mapping[str, Any]) -> list[str]:
    evidence, flags = line["evidence"], ";".join(line.get("flags", ()))
    plain = [line.get(name, "") for name in COLUMNS[:8]]
    own = line.get("factor_set") or ""
    return [*plain, *(evidence[rank] for rank in EvidenceClass), flags, own]


def _points(points: Points) -> dict[str, int]:
    return {
        "issued": points.issued,
        "held": points.held,
        "given": points.given,
        "redeemed": points.redeemed,
        "lapsed": points.lapsed,
        "reversed": points.reversed,
    }


def _evidence(amounts: Mapping[EvidenceClass, Decimal]) -> dict[str, str]:
    return {rank.value: exact(amounts[rank]) for rank in EvidenceClass}


def _six(value: Decimal) -> str:
    return f"{value:.6f}"
