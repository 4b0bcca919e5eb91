"""Acts by the million: claims and what is kept of them, each table written by one statement.

Posting ten million acts through the verbs would take hours. So claims are made from numbers, and
the kept totals are added up by SQL from those very claims, by the periods that the portal gives
each day. No ledger is written for them: a report reads what the ledger keeps, and that is here.
The guards are out of the way meanwhile, for nothing is asked of them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, select, text
from sqlmodel import col

from db.tables.households import Household, HouseholdMember
from db.tables.programmes import Activity, Programme, Season
from portal.periods import codes_of_day

__all__ = ["PROGRAMME", "fill"]

PROGRAMME, PARISH = "RIVER", "of a list"
NUMBERS = {
    "sqlite": "WITH RECURSIVE each(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM each"
    " WHERE i + 1 < :many) SELECT i FROM each",
    "postgresql": "SELECT i FROM generate_series(0, :many - 1) AS each(i)",
}
UNGUARDED = {"sqlite": "PRAGMA cache_size = -1000000", "postgresql": "SET work_mem = '256MB'"}
LISTS = {
    "bench_home": "number integer PRIMARY KEY, home {id}, person {id}",
    "bench_kind": "number integer PRIMARY KEY, code text",
    "bench_day": "number integer PRIMARY KEY, day date",
    "bench_period": "day date, period text",
}
CLAIMS = """
INSERT INTO claim (programme_id, code, version, activity, holder_kind, holder_id, person_id,
    amount, done_on, evidence_class, state, revision, points, why, shortfall, submitted_at)
SELECT (SELECT id FROM programme WHERE code = :programme), 'A' || number.i, 1, kind.code,
    'wallet', home.home, home.person, 3, day.day, substr('ABCD', 1 + number.i % 4, 1), 'awarded',
    1, 30, '[]', 0, '2026-10-01 12:00:00'
FROM ({numbers}) AS number
JOIN bench_home AS home ON home.number = number.i % :homes
JOIN bench_kind AS kind ON kind.number = number.i / 7 % :kinds
JOIN bench_day AS day ON day.number = number.i / 11 % :days
"""
KEPT = (  # added up by days first: periods are many, and every claim is in five of them
    """
    CREATE TEMP TABLE bench_act AS
    SELECT programme_id, activity, evidence_class, done_on AS day, count(*) AS acts
    FROM claim GROUP BY programme_id, activity, evidence_class, done_on
    """,
    """
    CREATE TEMP TABLE bench_who AS
    SELECT programme_id, person_id, holder_id, done_on AS day, count(*) AS acts,
        sum(points) AS points
    FROM claim GROUP BY programme_id, person_id, holder_id, done_on
    """,
    """
    INSERT INTO acttotal
    SELECT programme_id, period, activity, '', 2026, evidence_class, sum(acts),
        sum(acts) * 3 * 1000000
    FROM bench_act JOIN bench_period ON bench_period.day = bench_act.day
    GROUP BY programme_id, period, activity, evidence_class
    """,
    """
    INSERT INTO presence
    SELECT programme_id, period, 'people', person_id, sum(acts)
    FROM bench_who JOIN bench_period ON bench_period.day = bench_who.day
    GROUP BY programme_id, period, person_id
    """,
    """
    INSERT INTO presence
    SELECT programme_id, period, 'households', holder_id, sum(acts)
    FROM bench_who JOIN bench_period ON bench_period.day = bench_who.day
    GROUP BY programme_id, period, holder_id
    """,
    """
    INSERT INTO periodtotal
    SELECT programme_id, period, kind, count(*) FROM presence GROUP BY programme_id, period, kind
    UNION ALL
    SELECT programme_id, period, 'squares', sum(act_count * act_count)
    FROM presence WHERE kind = 'people' GROUP BY programme_id, period
    UNION ALL
    SELECT programme_id, period, 'approved', sum(act_count)
    FROM presence WHERE kind = 'people' GROUP BY programme_id, period
    """,
    """
    INSERT INTO pointtotal
    SELECT programme_id, day, 'award', sum(points) FROM bench_who GROUP BY programme_id, day
    """,
)


def fill(engine: Engine, acts: int) -> None:
    """Let the homes of `bench.homes.town` have done so many acts, all over the season."""
    with engine.connect() as connection:
        database = connection.dialect.name
        _let_pass(connection)
        sizes = _lists(connection)
        numbers = NUMBERS[database]
        connection.execute(
            text(CLAIMS.format(numbers=numbers)), {**sizes, "many": acts, "programme": PROGRAMME}
        )
        for statement in KEPT:
            connection.execute(text(statement))
        connection.commit()
        connection.exec_driver_sql("ANALYZE")  # as a server does by itself within a minute
        connection.commit()


def _let_pass(connection: Connection) -> None:
    """Take the rows' guards away, in this connection or, on SQLite, in this file."""
    connection.exec_driver_sql(UNGUARDED[connection.dialect.name])
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = replica")
        return
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in connection.exec_driver_sql(names).all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _lists(connection: Connection) -> dict[str, int]:
    """Write down the homes, the activities, the days and their periods; return how many each."""
    id_type = "uuid" if connection.dialect.name == "postgresql" else "text"
    for name, columns in LISTS.items():
        connection.exec_driver_sql(f"CREATE TEMP TABLE {name} ({columns.format(id=id_type)})")
    run = connection.execute(
        select(col(Season.code), col(Season.starts_on), col(Season.ends_on))
        .join(Programme, col(Programme.id) == Season.programme_id)
        .where(col(Programme.code) == PROGRAMME)
    ).one()
    length = (run.ends_on - run.starts_on).days + 1
    days = [run.starts_on + timedelta(days=number) for number in range(length)]
    periods = [(day, period) for day in days for period in codes_of_day(day, run.code)]
    _put(connection, "bench_day", [*enumerate(days)])
    _put(connection, "bench_period", periods)
    return {"days": length, "homes": _homes(connection), "kinds": _kinds(connection)}


def _homes(connection: Connection) -> int:
    found = connection.execute(
        select(col(Household.id), col(HouseholdMember.person_id))
        .join(HouseholdMember, col(HouseholdMember.household_id) == Household.id)
        .where(col(Household.name) == PARISH)
        .order_by(col(Household.id))
    ).all()
    return _put(connection, "bench_home", [(number, *pair) for number, pair in enumerate(found)])


def _kinds(connection: Connection) -> int:
    found = connection.execute(
        select(col(Activity.code))
        .join(Programme, col(Programme.id) == Activity.programme_id)
        .where(col(Programme.code) == PROGRAMME)
        .order_by(col(Activity.code))
    ).scalars()
    return _put(connection, "bench_kind", [*enumerate(found)])


def _put(connection: Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> int:
    """Write rows into one of our lists, as they lie in this database; return how many."""
    to_plain = _plain if connection.dialect.name == "sqlite" else tuple
    places = ", ".join(f":v{at}" for at in range(len(rows[0])))
    values = [{f"v{at}": one for at, one in enumerate(to_plain(row))} for row in rows]
    connection.execute(text(f"INSERT INTO {table} VALUES ({places})"), values)
    return len(rows)


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row without the types that SQLite does not know."""
    return tuple(
        one.hex if isinstance(one, UUID) else one.isoformat() if isinstance(one, date) else one
        for one in row
    )
