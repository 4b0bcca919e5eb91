"""The red lines R1 to R10 for rewards, as raw SQL: what a reward is not, the database refuses."""

import pytest
from sqlmodel import Session, SQLModel

from db.engine import open_session
from db.reward_rules import WISH_STAYS
from tests.db import red_rest, red_world
from tests.db.ledger_world import World, named
from tests.db.red_acts import VOUCHER
from tests.db.red_lines import bent, crossed, sql

BEN = {"from_account": named("ben"), "from_kind": "wallet"}
NO_COLUMN = 'has no column named {0}|column "{0}" of relation'
NOT_OURS = "not authorized|permission denied for table {}"


def of(table, guard, **change):
    """A good row of this table, bent."""
    return red_rest.line(SQLModel.metadata.tables[table], guard, change)


def without_column(table, column):
    """A row that says something for which there is no place."""
    return sql(f"INSERT INTO {table} ({column}) VALUES ('5')", NO_COLUMN.format(column))


LINES = {
    "R1 no money out": [
        of("reward", "ck_reward_rewardkind", kind="cash"),
        of("reward", "ck_reward_rewardkind", kind="gift_card"),
        sql("UPDATE reward SET kind = 'cash'", NOT_OURS.format("reward")),
        sql("INSERT INTO move VALUES ('redeem', 'held', 'cash')", NOT_OURS.format("move")),
        without_column("reward", "face_value"),
        without_column("voucher", "amount_cents"),
    ],
    "R2 nothing from one household to another": [
        bent("hold", VOUCHER, posting=BEN),
        sql("UPDATE redemption SET household_id = person_id", NOT_OURS.format("redemption")),
        sql("UPDATE voucher SET wallet_id = id", NOT_OURS.format("voucher")),
        sql(
            "UPDATE redemption SET household_id = person_id",
            WISH_STAYS[1],
            by_owner=True,
        ),
    ],
    "R3 nothing from another programme": [
        bent("hold", "fk_voucher_programme_id_reward_id", voucher={"programme_id": named("other")}),
        of("redemption", "fk_redemption_reward", programme_id=named("other")),
    ],
    "R4 nothing to nobody": [
        bent("hold", "fk_voucher_wallet", voucher={"wallet_id": named("nobody")}),
        of("redemption", "fk_redemption_household_id", household_id=named("nobody")),
    ],
    "R5 no goodwill but from the reserve": [
        sql("INSERT INTO move VALUES ('goodwill', 'budget', 'wallet')", NOT_OURS.format("move")),
        bent("goodwill", "the points differ from the paper", posting={"qty": 3}),
    ],
    "R6 no goodwill without a promise that was broken": [
        bent("goodwill", "goodwill without a withdrawn reward", txn={"voucher_id": named("w3")}),
    ],
    "R7 nothing but whole points": [
        of("reward", "ck_reward_points_positive", points=0),
        of("pricewindow", "ck_pricewindow_points_positive", points=-1),
        without_column("reward", "interest"),
    ],
    "R8 nothing by chance": [
        of("reward", "ck_reward_rewardkind", kind="draw"),
        without_column("redemption", "chance"),
        sql("UPDATE rewardwait SET since = told_at", NOT_OURS.format("rewardwait")),
    ],
    "R9 one price and one share": [
        of("redemption", "everybody pays the same price", points=8),
        of("redemption", "the household has its share", household_id=named("anna")),
        of("pricewindow", "a window takes fewer points", points=9),
        of(
            "voucher",
            "others who wait come first",
            reward_id=named("tray"),
            wallet_id=named("ben"),
        ),
        sql("UPDATE reward SET points = 1", NOT_OURS.format("reward")),
        without_column("pricewindow", "household_id"),
    ],
    "R10 no money here": [
        sql("UPDATE account SET kind = 'money'", NOT_OURS.format("account")),
        without_column("reward", "price_cents"),
        without_column("redemption", "currency"),
    ],
}


@pytest.fixture
def theirs(owner, world):
    """A row in every table; the session is of the owner of the tables."""
    with open_session(owner, writes=True) as session:
        yield red_world.fill(World(session))


@pytest.mark.parametrize("line", LINES)
def test_a_red_line_of_rewards_is_refused_by_the_database(theirs, session: Session, line):
    by_owner = [one for one in LINES[line] if one.by_owner]
    ours = [one for one in LINES[line] if not one.by_owner]
    wrong = crossed(theirs, by_owner)
    theirs.session.rollback()
    assert ours
    assert wrong + crossed(World(session), ours) == []
