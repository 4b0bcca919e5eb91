"""The independent audit: silent where all is well, on every source; one changed sign is found."""

import json
import random
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import open_session
from portal.audit import Unreadable, audit, open_database, open_export, write
from portal.audit.state import Place
from tests.people import find

STAMP = "2026-06-01T12:00:00.000000Z"


def url_of(engine):
    return engine.url.render_as_string(hide_password=False)


def found(engine):
    with open_database(url_of(engine)) as source:
        return audit(source)


def exported(engine, file):
    with open_database(url_of(engine)) as source:
        write(source, file, STAMP)
    return file


def found_in(file):
    with open_export(file) as source:
        return audit(source)


def told(result):
    return result.acts, result.breaches, [sums.plain() for sums in result.sums]


@pytest.fixture
def anyhow(engine, every_right):
    """Write to a SQLite file past every guard, as somebody would who has the file itself."""

    def change(sql, **facts):
        with open_session(engine, writes=True) as session:
            connection = session.connection()
            if engine.dialect.name == "sqlite":
                connection.execute(text("PRAGMA ignore_check_constraints = ON"))
                asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                for (name,) in connection.execute(text(asked)).all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
            else:
                connection.execute(text("SET session_replication_role = replica"))
            changed = connection.execute(text(sql), facts).rowcount
            session.commit()
        assert changed == 1

    return change


def test_nothing_is_wrong_in_a_district_that_lived(engine, willowford):
    result = found(engine)
    assert result.breaches == []
    assert result.acts > 400
    assert {sums.programme for sums in result.sums} == {"RIVER", "MEND", "SCHOOL"}
    for sums in result.sums:
        gone = sums.given + sums.flow["redeem"] + sums.flow["lapse"] + sums.reversed
        assert sums.issued == sums.held + gone > 0


def test_nothing_is_wrong_before_anything_happened(engine, town):
    assert found(engine).breaches == []


def test_an_export_tells_the_same_as_its_database(engine, willowford, tmp_path):
    for name in ("ledger.jsonl", "ledger.jsonl.gz"):
        file = exported(engine, tmp_path / name)
        assert told(found_in(file)) == told(found(engine))


def test_both_databases_export_the_same_rows(sqlite_copies, postgresql_copies, tmp_path):
    from db.engine import connect  # noqa: PLC0415
    from tests.conftest import settled  # noqa: PLC0415

    rows = []
    for copies in (sqlite_copies, postgresql_copies):
        url = copies.copy("town", settled)
        engine = connect(url)
        file = exported(engine, tmp_path / f"{engine.dialect.name}.jsonl")
        rows.append(sorted(file.read_text(encoding="utf-8").splitlines()))
        engine.dispose()
        copies.drop(url)
    assert rows[0] == rows[1]
    assert len(rows[0]) > 30


def test_an_export_has_no_name_and_no_sentence_in_it(engine, session, town, tmp_path):
    told_there = exported(engine, tmp_path / "ledger.jsonl").read_text(encoding="utf-8")
    rosa = find(session, "rosa")
    assert rosa.name
    assert rosa.name not in told_there
    assert "@" not in told_there


def test_a_single_changed_point_is_found_with_its_act(engine, willowford, anyhow):
    chosen = {"kind": "give", "n": 1}
    sql = (
        "UPDATE posting SET qty = qty + 1 WHERE kind = :kind AND n = :n AND seq ="
        " (SELECT max(seq) FROM posting WHERE kind = :kind)"
    )
    anyhow(sql, **chosen)
    result = found(engine)
    assert {"I2", "I3"} <= set(result.by_invariant)
    assert any("hash" in breach.told and breach.seq for breach in result.breaches)
    assert all(breach.programme for breach in result.breaches)


@pytest.mark.parametrize("seed", range(8))
def test_one_changed_sign_anywhere_in_an_export_is_found(engine, willowford, tmp_path, seed):
    file = exported(engine, tmp_path / "ledger.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    chance = random.Random(seed)
    vouched = ('["txn"', '["posting"', '["lot"', '["holding"', '["approval"', '["quotause"')
    at = chance.choice([n for n, line in enumerate(lines) if line.startswith(vouched)])
    line = lines[at]
    place = chance.randrange(line.index(",") + 1, len(line) - 2)
    other = chance.choice([sign for sign in '0123456789abcdefx",[]' if sign != line[place]])
    lines[at] = line[:place] + other + line[place + 1 :]
    file.write_text("".join(lines), encoding="utf-8")
    assert found_in(file).breach_count, f"{line} became {lines[at]}"


def test_an_export_that_was_cut_short_is_found(engine, town, tmp_path):
    file = exported(engine, tmp_path / "ledger.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")
    assert [breach.invariant for breach in found_in(file).breaches] == ["I2"]


def test_what_makes_no_sense_is_a_breach_and_never_a_crash(engine, willowford, tmp_path):
    file = exported(engine, tmp_path / "ledger.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    nonsense = [
        "[",
        "{}",
        "[]",
        '["txn"]',
        '["nobody",1]',
        "\u20ac",
        '["lot",[],{},1.5,true,0,0,0]',
    ]
    for at, line in enumerate(nonsense):
        lines.insert(1 + at, f"{line}\n")
    file.write_text("".join(lines), encoding="utf-8")
    assert found_in(file).breach_count >= len(nonsense)


@pytest.mark.parametrize(
    "content", ["", "hello", "{}", '{"format":"tallybrook-ledger","version":2}']
)
def test_what_is_no_export_cannot_be_read(tmp_path, content):
    file = tmp_path / "something"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Unreadable), open_export(file):
        raise AssertionError("it was read")


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "mysql://here", "postgresql://nobody@/x?host=/nowhere"]
)
def test_what_is_no_database_cannot_be_read(url):
    with pytest.raises(Unreadable), open_database(url):
        raise AssertionError("it was read")


def test_a_database_without_our_tables_cannot_be_read(tmp_path):
    file = Path(tmp_path / "empty.db")
    file.touch()
    with pytest.raises(Unreadable), open_database(f"sqlite:///{file}") as source:
        audit(source)


def test_progress_reaches_its_end(engine, willowford):
    heard = []
    with open_database(url_of(engine)) as source:
        result = audit(source, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (result.acts, result.acts)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_bytes_that_are_no_text_are_a_breach_too(engine, willowford, anyhow):
    anyhow(
        "UPDATE txn SET idem = CAST(x'ff41424344454647484950515253545556' AS TEXT) WHERE rowid = 9"
    )
    result = found(engine)
    assert {"I2", "I22"} <= set(result.by_invariant)


@pytest.mark.parametrize("table", ["txn", "posting", "lot", "holding", "leaf", "treehead", "claim"])
def test_a_number_that_is_a_word_is_a_breach_wherever_it_stands(
    engine, willowford, tmp_path, table
):
    file = exported(engine, tmp_path / "ledger.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith(f'["{table}"'))
    row = json.loads(lines[at])
    for place, value in enumerate(row):
        if isinstance(value, int):
            bent = [*row[:place], "many", *row[place + 1 :]]
            spoilt = [*lines[:at], json.dumps(bent) + "\n", *lines[at + 1 :]]
            file.write_text("".join(spoilt), encoding="utf-8")
            assert "I22" in found_in(file).by_invariant, (table, place)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_damaged_file_is_found_or_cannot_be_read(engine, willowford):
    """A whole page of the file is overwritten, as a dying disk does."""
    file = Path(engine.url.database)
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        asked = text("SELECT rootpage FROM sqlite_master WHERE name = 'posting'")
        page = connection.execute(asked).scalar_one()
        size = connection.execute(text("PRAGMA page_size")).scalar_one()
    engine.dispose()
    with file.open("r+b") as disk:
        disk.seek((page - 1) * size)
        disk.write(b"\xaa" * size)
    try:
        assert not found(engine).is_clean
    except Unreadable as fault:
        assert "malformed" in str(fault)


def test_points_are_awaited_in_the_order_in_which_they_end():
    place = Place("wallet")
    for day, lot in (("2026-03-02", 2), ("2026-03-01", 3), ("2026-03-01", 1), ("2026-03-02", 2)):
        place.add(lot, 5)
        place.queue_up(day, lot)
    assert [place.next_good(at, "2026-03-01") for at in range(4)] == [1, 3, 2, None]
    place.add(1, -5)
    assert place.next_good(0, "2026-03-01") == 3
    assert place.next_good(0, "2026-03-02") == 2
    assert place.next_good(0, "2026-03-03") is None
