"""The red lines R1 to R14. The page /never names these tests; each proves its line on this code."""

import ast
import inspect
import re
import tomllib
from dataclasses import fields
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import Integer, select
from sqlmodel import Session, SQLModel

import db.tables  # noqa: F401  (so that every table is known)
from db.tables.books import MOVES as LISTED
from db.tables.impact import ActivityKind, Factor, FactorSource, Source
from db.tables.rewards import RewardKind
from pages.never.routes import RED_LINES
from portal import ledger, permissions, programmes, rules
from portal.demo import sheets
from portal.errors import NotFound
from portal.impact import Range, counted
from portal.ledger import DailyLimit, NotEnough
from portal.moves import MOVES, AccountKind
from portal.rules import Counted, Rule, Run
from tests import claiming, people
from tests.db.ledger_world import World, named
from tests.db.red_lines import bent, crossed, sql
from tests.habits.tree import ROOT, modules
from tests.people import NOON

LEDGER = ("book", "account", "txn", "lot", "posting", "holding")
MONEY = re.compile(r"cents|currency|price|money|payment|_paid|paid_|invoice|cash|bank")
FINANCE = re.compile(r"interest|dividend|share_price|market|exchange|rate_of|yield|credit_score")
PERSONAL = re.compile(r"person|household|member|age|income|score|tier|level|sex|postcode")
SPENT = re.compile(r"spent|purchase|basket|receipt_total|amount_paid")
NEVER_EARNED = re.compile(r"visit|check-?in|share|invite|refer|review|post-|like|follow|purchase")
PRESSING = ("countdown", "streak", "hurry", "last chance", "only today", "<dialog", "http-equiv")
NO_MOVE = "not authorized|permission denied for table move"
OWN = "append-only: {}"
PAYING = ("stripe", "paypal", "adyen", "braintree", "mollie", "square", "alipay", "wechatpay")


def columns():
    """Every column of every table, as table.column."""
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            yield table.name, column


def test_every_line_names_a_test_of_this_file():
    here = {name for name in globals() if re.match(r"test_r\d\d_", name)}
    assert {line.test for line in RED_LINES} == here
    assert [line.code for line in RED_LINES] == [f"R{number}" for number in range(1, 15)]


def test_r01_no_move_ends_in_money(world):
    assert not [f"{t}.{c.name}" for t, c in columns() if t in LEDGER and MONEY.search(c.name)]
    assert {move.target for move in MOVES} <= set(AccountKind) and set(MOVES) == set(LISTED)
    kinds = {"mint", "budget", "reserve", "wallet", "group", "cause", "held", "redeemed", "settled"}
    assert set(AccountKind) == kinds
    assert set(RewardKind) == {"plant", "seat", "thing", "travel", "repair", "loan"}
    reward = SQLModel.metadata.tables["reward"].columns.keys()
    assert not [name for name in reward if MONEY.search(name)]
    cash = sql("INSERT INTO move VALUES ('give', 'wallet', 'cash')", NO_MOVE)
    assert crossed(world, [cash]) == []


def test_r02_no_point_goes_from_wallet_to_wallet(world):
    assert not [m for m in MOVES if m.source == m.target or {m.source, m.target} == {"wallet"}]
    anna = {"to_account": named("anna"), "to_kind": "wallet"}
    assert (
        crossed(
            world,
            [
                bent("lapse", "fk_posting_move", posting=anna),
                sql("INSERT INTO move VALUES ('give', 'wallet', 'wallet')", NO_MOVE),
            ],
        )
        == []
    )


def test_r03_no_point_leaves_its_programme(world):
    for table in LEDGER:
        keys = SQLModel.metadata.tables[table].primary_key.columns.keys()
        assert keys[0] == "programme_id", table
        for key in SQLModel.metadata.tables[table].foreign_keys:
            if key.column.table.name in LEDGER:
                assert "programme_id" in [one.parent.name for one in key.constraint.elements]
    elsewhere = {"programme_id": named("other")}
    assert crossed(world, [bent("lapse", "there is no such act", posting=elsewhere)]) == []


def test_r04_no_award_without_somebody_who_takes_part(world):
    nobody = {"account_id": named("nobody")}
    world.claim("c8", "anna")
    paper = world.approval("c8", "anna", 10, **nobody)
    with pytest.raises(NotFound):  # no account was opened for somebody who never joined
        world.post(ledger.award(paper, expires_on=date(2028, 1, 1), key=world.key()))
    claimant = "the approval is not of its claimant"
    assert crossed(world, [bent("award", claimant, approval=nobody)]) == []


def test_r05_no_award_beyond_the_budget(world):
    left = world.balance("budget")
    world.claim("c8", "anna")
    paper = world.approval("c8", "anna", left + 1)
    with pytest.raises((NotEnough, DailyLimit)):
        world.post(ledger.award(paper, expires_on=date(2028, 1, 1), key=world.key()))
    assert world.balance("budget") == left
    more = {"approval": {"points": left + 1}, "posting": {"qty": left + 1}}
    assert crossed(world, [bent("award", "ck_holding_not_below_zero", **more)]) == []


@pytest.mark.usefixtures("town")
def test_r06_no_award_without_a_checked_act(session):
    code = claiming.send(session)
    before = ledger.balance(session, _river(session), people.home(session, "Linden"))
    claiming.approve(session, code)
    after = ledger.balance(session, _river(session), people.home(session, "Linden"))
    assert (before, after) == (0, 10)
    assert claiming.approve(session, code).batch is None  # a second time is nothing
    assert not [f"{t}.{c.name}" for t, c in columns() if SPENT.search(c.name)]


def test_r07_points_have_no_financial_nature():
    assert not [f"{t}.{c.name}" for t, c in columns() if FINANCE.search(c.name)]
    points = [c for _, c in columns() if c.name in {"points", "qty", "goodwill", "shortfall"}]
    assert points and all(isinstance(column.type, Integer) for column in points)


def test_r08_nothing_depends_on_chance():
    """Only ids, codes and the demo draw anything; an id decides nothing."""
    drawing = {
        str(file)
        for file, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        and any(name.name in {"random", "secrets"} for name in node.names)
    }
    allowed = {"portal/ids.py", "pages/web/pictures.py"}  # the look of a quilt is a fixed seed's
    assert {file for file in drawing if not file.startswith("portal/demo/")} <= allowed
    named = {c.name for _, c in columns() if re.search(r"luck|draw_|lottery|stake", c.name)}
    assert named == {"draw_code"}  # of an auditor: which claims to look at again


def test_r09_no_rule_knows_who_somebody_is():
    assert not [field.name for field in fields(Rule) if PERSONAL.search(field.name)]
    for table in ("activity", "ruleset", "reward", "season"):
        names = SQLModel.metadata.tables[table].columns.keys()
        found = [name for name in names if PERSONAL.search(name)]
        same_for_all = ([], ["household_ceiling"], ["each_household"])
        assert found in same_for_all, table
    rule = Rule.of(next(line for line in sheets.rules("RIVER") if line.code == "cycle"))
    run = Run(NOON.date(), NOON.date(), 3000)
    rides = [Counted(uuid4(), uuid4(), "trips", NOON.date(), Decimal(4)) for _ in range(20)]
    worths = [rules.weigh(rule, ride, [], run) for ride in rides]
    assert worths[0].points == 5 and all(worth == worths[0] for worth in worths)
    for name, rule_of in inspect.getmembers(permissions, inspect.isfunction):
        asked = set(inspect.signature(rule_of).parameters)
        assert not {one for one in asked if re.search(r"points|balance|score", one)}, name


def test_r10_the_portal_holds_no_money():
    places = {table for table, column in columns() if MONEY.search(column.name)}
    assert places == {"pledge", "settlementshare"}  # records of what others promised and divided
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for more in project["optional-dependencies"].values() for one in more]
    assert not [one for one in project["dependencies"] + extras if one.startswith(PAYING)]


def test_r11_nothing_written_is_changed(world, owner):
    theirs = World(Session(owner))  # not even whoever owns the tables
    for who, guard in ((world, "not authorized|permission denied for table {}"), (theirs, OWN)):
        lines = [
            line
            for table, column in (("txn", "kind"), ("posting", "qty"), ("lot", "kind"))
            for line in (
                sql(f"UPDATE {table} SET {column} = {column}", guard.format(table)),
                sql(f"DELETE FROM {table}", guard.format(table)),
            )
        ]
        assert crossed(who, lines) == []
        who.session.rollback()
    assert crossed(world, [bent("give", "fk_txn_previous", txn={"prev_hash": "f" * 64})]) == []


@pytest.mark.usefixtures("town")
def test_r12_nobody_is_put_under_pressure(session):
    codes = session.scalars(select(ActivityKind.code)).all()
    assert codes and not [code for code in codes if NEVER_EARNED.search(code)]
    written = [*ROOT.glob("pages/**/*.html"), ROOT / "static/portal.js"]
    for file in written:
        text = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL).lower()
        if file.parent.name in {"never", "help"}:
            continue  # they say that none of it is here
        assert not [word for word in PRESSING if word in text], file
    script = (ROOT / "static/portal.js").read_text(encoding="utf-8")
    assert "setInterval" not in script and "Notification" not in script


@pytest.mark.usefixtures("town")
def test_r13_every_number_has_a_source_and_a_range(session):
    factors = session.scalars(select(Factor)).all()
    sources = set(session.scalars(select(Source.id)))
    founded = {
        one.factor_id for one in session.scalars(select(FactorSource)) if one.source_id in sources
    }
    assert factors and {factor.id for factor in factors} == founded
    assert all(factor.unit and factor.year for factor in factors)
    assert [field.name for field in fields(Range)] == ["low", "central", "high"]
    assert inspect.signature(counted).return_annotation is Range


@pytest.mark.parametrize(("programme", "ceiling"), [("RIVER", 3000), ("MEND", 1500)])
def test_r14_the_ceiling_is_reached_without_money(programme, ceiling):
    """Every group of actions at its limit, leaving out what must be bought or travelled for."""
    times = {"day": 182, "week": 26, "month": 6, "season": 1, "year": 1, "ever": 1}
    bought = ("second-hand", "led", "efficient", "water-saving", "carbon", "trips", "old-devices")
    best: dict[str, int] = {}
    for line in sheets.rules(programme):
        if line.cap_group.startswith(bought):
            continue
        each = line.cap if line.cap_of == "points" else line.cap * line.points
        best[line.cap_group] = max(best.get(line.cap_group, 0), each * times[line.cap_period])
    assert sum(best.values()) >= ceiling


def _river(session):
    return programmes.find(session, "RIVER", now=NOON).programme_id
