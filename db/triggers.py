"""Triggers: history stays, rules hold, holdings are kept. Made for both databases from one text.

They are put back after every migration, because rebuilding a table on SQLite drops its own.
All work row by row within one programme, so that a distributed PostgreSQL can run them; only
the guard against TRUNCATE cannot.
"""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, Index, Table, UniqueConstraint
from sqlmodel import SQLModel

import db.tables  # noqa: F401  (so that every table is known)
from db.rules import HISTORY, RULES, STAYS, Rule
from db.tables.books import MOVES

__all__ = ["APPEND_ONLY", "KEPT", "expected", "install", "present"]

APPEND_ONLY = (
    *("book", "move", "account", "txn", "lot", "posting"),
    *("topup", "approval", "voucher", "groupvote", "causestatement"),
    *("receipt", "historyevent", "delivery", "pricewindow", "stockcount"),
    "organisationcheck",
    *("leaf", "lognode", "logkey", "treehead", "cosignature", "clockok", "knownlog", "witnessed"),
    *("ruleset", "activity", "programmestep", "draftversion"),
    *("edition", "ownfactor"),
)
KEPT = ("holding", "quotause", "booklock", *HISTORY)  # rows change, but none goes away
NOT_REPLACED = (*APPEND_ONLY, *HISTORY)

_SAME = """programme_id = NEW.programme_id
  AND account_id = NEW.{side}_account AND lot_id = NEW.{side}_lot"""
_ADD = f"UPDATE holding SET qty = qty {{sign}} NEW.qty WHERE {_SAME};\n"
_BEGIN = """INSERT INTO holding (programme_id, account_id, lot_id, kind, expires_on, qty)
  SELECT l.programme_id, NEW.{side}_account, l.id, NEW.{side}_kind, l.expires_on, {sign} NEW.qty
  FROM lot l WHERE l.programme_id = NEW.programme_id AND l.id = NEW.{side}_lot"""
SIDES = ({"side": "from", "sign": "-"}, {"side": "to", "sign": "+"})
_AWARDED = """INSERT INTO quotause (programme_id, subject_id, rule, period, used, cap)
  SELECT b.programme_id, NEW.to_account, 'award-day', {today}, 0, b.award_cap_day FROM book b
  WHERE b.programme_id = NEW.programme_id AND NEW.kind = 'award'
  AND NOT EXISTS (SELECT 1 FROM quotause q WHERE q.programme_id = NEW.programme_id
    AND q.subject_id = NEW.to_account AND q.rule = 'award-day' AND q.period = {today});
UPDATE quotause SET used = used + NEW.qty WHERE NEW.kind = 'award'
  AND programme_id = NEW.programme_id AND subject_id = NEW.to_account
  AND rule = 'award-day' AND period = {today};
"""
_OPENED = """INSERT INTO booklock (programme_id) VALUES (NEW.programme_id);
INSERT INTO clockok (number, day) SELECT 1, NEW.opened_on
  WHERE NOT EXISTS (SELECT 1 FROM clockok);
"""
_BELOW = ("NEW.qty < 0 AND NEW.kind <> 'mint'", "more points than there are")
_SPARED = (  # what SQLite's triggers say of a row, besides its CHECK
    ("holding", "UPDATE", *_BELOW),
    ("holding", "INSERT", *_BELOW),
    ("quotause", "UPDATE", "NEW.used > NEW.cap", "more points than a day allows"),
)


def install(connection: Connection) -> None:
    """Drop and create every trigger, and load the list of moves; safe to repeat."""
    dialect = connection.dialect.name
    schema = _schema(connection)
    for name, table in sorted(present(connection).items()):
        on_table = f' ON "{table}"' if dialect == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on_table}")
    for statement in _statements(dialect):
        made = statement.replace("{schema}", schema)
        connection.exec_driver_sql(_count_days(made, dialect))
    _load_moves(connection)


def expected(dialect: str) -> set[str]:
    """Return the names of the triggers a complete database has."""
    made = (re.match(r"CREATE TRIGGER (\w+)", statement) for statement in _statements(dialect))
    return {found[1] for found in made if found}


def present(connection: Connection) -> dict[str, str]:
    """Return the triggers of this database, and the table of each."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        asked = """SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
          WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"""
    return {name: table for name, table in connection.exec_driver_sql(asked)}


def _schema(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return "main"
    return str(connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one())


def _count_days(sql: str, dialect: str) -> str:
    """Put sums of days and text into the database's own words: `{days:-3:NEW.day}`."""
    own = {
        "sqlite": r"date(\2, '\1 days')",
        "postgresql": r"to_char((\2)::date + (\1), 'YYYY-MM-DD')",
    }
    return re.sub(r"\{days:(-?\d+):([^}]+)\}", own[dialect], sql)


def _load_moves(connection: Connection) -> None:
    """Add what is missing to the list, as long as it is open: until the first book."""
    if connection.exec_driver_sql("SELECT 1 FROM book LIMIT 1").first():
        return
    listed = connection.exec_driver_sql("SELECT kind, from_kind, to_kind FROM move")
    there = {tuple(move) for move in listed}
    for kind, from_kind, to_kind in sorted(set(MOVES) - there):
        connection.exec_driver_sql(
            f"INSERT INTO move (kind, from_kind, to_kind)"
            f" VALUES ('{kind}', '{from_kind}', '{to_kind}')"
        )


def _statements(dialect: str) -> Iterator[str]:
    return _for_sqlite() if dialect == "sqlite" else _for_postgresql()


def _guarded() -> Iterator[tuple[str, str, str]]:
    """Name each table with what must not happen to its rows, and to which, if not to all."""
    for table in APPEND_ONLY:
        yield table, "update", ""
    for table in APPEND_ONLY + KEPT:
        yield table, "delete", STAYS.get(table, "")


# SQLite: one trigger for each guard. It asks neither delete nor update triggers when a row is
# replaced without `recursive_triggers`, so a row that is already there is refused before. And
# INSERT OR IGNORE makes the CHECKs of what a trigger writes be ignored too: RAISE stands above.


def _for_sqlite() -> Iterator[str]:
    for table, verb, some in _guarded():
        yield _raising(
            f"{table}_no_{verb}", f"{verb.upper()} ON {table}", some, f"append-only: {table}"
        )
    for table, (changed, says) in HISTORY.items():
        yield _raising(f"{table}_history", f"UPDATE ON {table}", changed, says)
    for number, rule in enumerate(RULES):
        yield _raising(
            f"{rule.table}_rule_{number:02}", f"INSERT ON {rule.table}", _breach(rule), rule.says
        )
    for table in NOT_REPLACED:
        yield _raising(
            f"{table}_no_replace", f"INSERT ON {table}", _is_there(table), f"already there: {table}"
        )
    for table, event, breach, says in _SPARED:
        name = f"{table}_not_spared_{event.lower()}"
        yield _raising(name, f"{event} ON {table}", breach, says)
    missing = f" AND NOT EXISTS (SELECT 1 FROM holding WHERE {_SAME});\n"
    kept = "".join((_ADD + _BEGIN + missing).format(**side) for side in SIDES)
    kept += _of_act(_AWARDED)
    yield f"CREATE TRIGGER posting_keep AFTER INSERT ON posting BEGIN {kept} END"
    yield f"CREATE TRIGGER book_begin AFTER INSERT ON book BEGIN {_OPENED} END"


def _raising(name: str, event: str, when: str, says: str) -> str:
    when = f" WHEN {when}" if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event}{when} BEGIN SELECT RAISE(ABORT, '{says}'); END"


def _breach(rule: Rule) -> str:
    kinds = f"{_is_kind(rule)} AND " if rule.kinds else ""
    return f"{kinds}({_of_act(rule.breach)})"


def _of_act(sql: str) -> str:
    """Put a look-up in the place of each column of the posting's act."""
    of = r"(SELECT t.\1 FROM txn t WHERE t.programme_id = NEW.programme_id AND t.seq = NEW.seq)"
    return re.sub(r"\{act\.(\w+)\}", of, sql.replace("{today}", "substr({act.at}, 1, 10)"))


def _is_there(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE {_same_key(SQLModel.metadata.tables[table])})"


def _same_key(table: Table) -> str:
    """Return SQL true of a row that has a key of the new one, also where a key is only for some."""
    keys = [[column.name for column in table.primary_key]]
    keys += [
        [c.name for c in u.columns] for u in table.constraints if isinstance(u, UniqueConstraint)
    ]
    indexes = {index: [c.name for c in index.columns] for index in table.indexes if index.unique}
    keys += [key for index, key in indexes.items() if _covered(index) is None]
    least = [key for key in keys if not any(set(other) < set(key) for other in keys)]
    partial = sorted(
        f"{_equal(key)} AND {some} AND {_of_new(some, table)}"
        for index, key in indexes.items()
        if (some := _covered(index)) is not None
    )
    return " OR ".join([*map(_equal, sorted(least)), *partial])


def _covered(index: Index) -> str | None:
    """Return which rows a unique index is about, or None: all."""
    some = index.dialect_options["sqlite"]["where"]
    return None if some is None else f"({some})"


def _equal(key: list[str]) -> str:
    return " AND ".join(f"{column} = NEW.{column}" for column in key)


def _of_new(some: str, table: Table) -> str:
    return re.sub(rf"\b({'|'.join(table.columns.keys())})\b(?!')", r"NEW.\1", some)


# PostgreSQL: one function a table, so that a row costs one call. Holdings are kept before the
# insert, where the rows of the same statement that came earlier are already seen; so a posting
# that is already there is refused first, or ON CONFLICT DO NOTHING would move its points again.


def _for_postgresql() -> Iterator[str]:
    yield _function("no_change", _refuse("append-only: ' || TG_TABLE_NAME || '"))
    yield _closed("no_change")
    for table, verb, some in _guarded():
        event = f"BEFORE {verb.upper()} ON {table}"
        if some:
            body = f"IF ({some}) THEN {_refuse(f'append-only: {table}')} END IF;"
            yield from _own_function(f"{table}_no_{verb}", event, body)
        else:
            event += " FOR EACH ROW EXECUTE FUNCTION no_change()"
            yield f"CREATE TRIGGER {table}_no_{verb} {event}"
    for table in APPEND_ONLY + KEPT:
        event = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
        yield f"CREATE TRIGGER {table}_no_truncate {event} EXECUTE FUNCTION no_change()"
    for table, (changed, says) in HISTORY.items():
        body = f"IF ({changed}) THEN {_refuse(says)} END IF;"
        yield from _own_function(f"{table}_history", f"BEFORE UPDATE ON {table}", body)
    for table in dict.fromkeys(rule.table for rule in RULES):
        yield from _own_function(f"{table}_rules", f"BEFORE INSERT ON {table}", _rules(table))
    yield from _own_function("book_begin", "AFTER INSERT ON book", _OPENED)


def _own_function(name: str, event: str, body: str) -> Iterator[str]:
    yield _function(name, body)
    yield _closed(name)
    yield f"CREATE TRIGGER {name} {event} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _function(name: str, body: str) -> str:
    """It runs with its owner's rights, and never scans a table because it once was empty."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path = {schema}, pg_temp SET enable_seqscan = off"
        f" AS $$ DECLARE act txn; BEGIN {body} RETURN coalesce(NEW, OLD); END $$"
    )


def _closed(name: str) -> str:
    """Nobody may tie the function to a table of their own, and write with its owner's rights."""
    return f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC"


def _rules(table: str) -> str:
    body = "".join(_if_breached(rule) for rule in RULES if rule.table == table)
    if table != "posting":
        return body
    find = (
        "SELECT * INTO act FROM txn t WHERE t.programme_id = NEW.programme_id AND t.seq = NEW.seq;"
    )
    there = f"IF ({_is_there('posting')}) THEN {_refuse('already there: posting')} END IF;\n"
    kept = _ADD + f"IF NOT FOUND THEN {_BEGIN}; END IF;\n"
    body += "".join(kept.format(**side) for side in SIDES)
    return find + there + _with_act(f"{body} IF NEW.kind = 'award' THEN {_AWARDED} END IF;")


def _if_breached(rule: Rule) -> str:
    check = f"IF ({rule.breach}) THEN {_refuse(rule.says)} END IF;\n"
    return f"IF ({_is_kind(rule)}) THEN {check} END IF;\n" if rule.kinds else check


def _with_act(sql: str) -> str:
    return re.sub(r"\{act\.(\w+)\}", r"act.\1", sql.replace("{today}", "substr({act.at}, 1, 10)"))


def _refuse(says: str) -> str:
    return f"RAISE integrity_constraint_violation USING MESSAGE = '{says}';"


def _is_kind(rule: Rule) -> str:
    return f"NEW.kind IN ({', '.join(repr(kind) for kind in rule.kinds)})"
