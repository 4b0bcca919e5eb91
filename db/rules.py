"""Rules of the ledger that no CHECK or key can say, each written once, as SQL true of a breach.

Both databases get the same words as triggers before an insert (db/triggers.py). `{act.at}` is
a column of the posting's act, `{today}` the day of that act, `{days:-3:x}` three days before x.
A rule may be for some kinds only.
"""

from dataclasses import dataclass

from db.tables.seals import SEAL_SLACK, SLACK

__all__ = ["RULES", "Rule"]


@dataclass(frozen=True)
class Rule:
    """A sentence, and the SQL that is true when a new row of `table` breaks it."""

    table: str
    says: str
    breach: str
    kinds: tuple[str, ...] = ()


_PAPER = """CASE NEW.kind
  WHEN 'fund' THEN (SELECT p.points FROM topup p
    WHERE p.programme_id = NEW.programme_id AND p.id = {act.top_up_id})
  WHEN 'award' THEN (SELECT p.points FROM approval p
    WHERE p.programme_id = NEW.programme_id AND p.claim_code = {act.claim_code})
  WHEN 'goodwill' THEN (SELECT p.goodwill FROM voucher p
    WHERE p.programme_id = NEW.programme_id AND p.id = {act.voucher_id})
  WHEN 'settle' THEN (SELECT p.points FROM causestatement p
    WHERE p.programme_id = NEW.programme_id AND p.id = {act.statement_id})
  ELSE (SELECT p.points FROM voucher p
    WHERE p.programme_id = NEW.programme_id AND p.id = {act.voucher_id}) END"""


def _none_confirmed(day: str) -> str:
    """Say that neither a seal nor two people have confirmed this day, or a later one."""
    return f"""NOT EXISTS (SELECT 1 FROM treehead h WHERE h.day >= {day})
  AND NOT EXISTS (SELECT 1 FROM clockok c WHERE c.day >= {day})"""


RULES = (
    Rule("move", "the moves are frozen", "EXISTS (SELECT 1 FROM book)"),
    Rule(
        "topup",
        "a large top-up needs a third person",
        """NEW.second_by IS NULL AND NEW.points > (SELECT b.two_person_over FROM book b
  WHERE b.programme_id = NEW.programme_id)""",
    ),
    Rule(
        "approval",
        "the approval is not of its claimant",
        """NOT EXISTS (SELECT 1 FROM claim c WHERE c.programme_id = NEW.programme_id
  AND c.code = NEW.claim_code AND c.person_id = NEW.claimant_id
  AND c.holder_id = NEW.account_id)""",
    ),
    Rule(
        "approval",
        "the verifier lives in that household",
        """EXISTS (SELECT 1 FROM householdmember m
  WHERE m.household_id = NEW.account_id AND m.person_id = NEW.verifier_id)""",
    ),
    Rule(
        "approval",
        "the verifier is the guardian, or the child",
        """EXISTS (SELECT 1 FROM guardianship g
  WHERE g.child_id = NEW.claimant_id AND g.guardian_id = NEW.verifier_id
  OR g.child_id = NEW.verifier_id AND g.guardian_id = NEW.claimant_id)""",
    ),
    Rule(
        "txn",
        "time runs back",
        """NEW.at < (SELECT p.at FROM txn p
  WHERE p.programme_id = NEW.programme_id AND p.seq = NEW.prev_seq)""",
    ),
    Rule(
        "txn",
        "the clock jumped forward",
        "substr(NEW.at, 1, 10) LIKE '____-__-__' AND "
        + _none_confirmed(f"{{days:-{SLACK}:substr(NEW.at, 1, 10)}}"),
    ),
    Rule(
        "treehead",
        "the sealing clock jumped forward",
        "NEW.day LIKE '____-__-__' AND " + _none_confirmed(f"{{days:-{SEAL_SLACK}:NEW.day}}"),
    ),
    Rule(
        "treehead",
        "the head is not of the whole log",
        "NEW.size <> coalesce((SELECT max(l.place) + 1 FROM leaf l), 0)",
    ),
    Rule(
        "treehead",
        "the head does not follow the one before",
        """EXISTS (SELECT 1 FROM treehead h WHERE h.number = NEW.prev_number
  AND (h.size > NEW.size OR h.day > NEW.day OR h.origin <> NEW.origin
       OR h.size = NEW.size AND h.root <> NEW.root))""",
    ),
    Rule(
        "txn",
        "the award is not by its verifier",
        """NEW.actor_id <> (SELECT v.verifier_id FROM approval v
  WHERE v.programme_id = NEW.programme_id AND v.claim_code = NEW.claim_code)""",
        ("award",),
    ),
    Rule(
        "txn",
        "goodwill without a withdrawn reward",
        """NOT EXISTS (SELECT 1 FROM txn r WHERE r.programme_id = NEW.programme_id
  AND r.kind = 'release' AND r.voucher_id = NEW.voucher_id AND r.reason = 'provider')""",
        ("goodwill",),
    ),
    Rule(
        "lot",
        "the lot does not fit its act",
        """NEW.kind <> coalesce((SELECT CASE t.kind WHEN 'fund' THEN 'funding' ELSE t.kind END
  FROM txn t WHERE t.programme_id = NEW.programme_id AND t.seq = NEW.born_seq), '')""",
    ),
    Rule(
        "lot",
        "the act is closed",
        """EXISTS (SELECT 1 FROM posting p
  WHERE p.programme_id = NEW.programme_id AND p.seq = NEW.born_seq)""",
    ),
    Rule(
        "posting",
        "a top-up makes one new lot of its own",
        """NEW.last_n <> 1 OR NOT EXISTS (SELECT 1 FROM lot l JOIN topup f
  ON f.programme_id = l.programme_id AND f.id = {act.top_up_id}
  WHERE l.programme_id = NEW.programme_id AND l.id = NEW.to_lot
  AND l.born_seq = NEW.seq AND f.target = NEW.to_kind)""",
        ("fund",),
    ),
    Rule(
        "posting",
        "new points are a new lot of the lot they came from",
        """NOT EXISTS (SELECT 1 FROM lot l WHERE l.programme_id = NEW.programme_id
  AND l.id = NEW.to_lot AND l.born_seq = NEW.seq AND l.parent_lot = NEW.from_lot)""",
        ("award", "goodwill"),
    ),
    Rule(
        "posting",
        "the award goes to the claimant",
        """NEW.to_account <> (SELECT c.account_id FROM approval c
  WHERE c.programme_id = NEW.programme_id AND c.claim_code = {act.claim_code})""",
        ("award",),
    ),
    Rule(
        "posting",
        "the voucher is another one",
        """NOT EXISTS (SELECT 1 FROM voucher v
  WHERE v.programme_id = NEW.programme_id AND v.id = {act.voucher_id} AND (
    NEW.kind = 'hold' AND NEW.from_account = v.wallet_id AND NEW.to_account = v.id
    OR NEW.kind IN ('release', 'redeem') AND NEW.from_account = v.id
    OR NEW.kind = 'goodwill' AND NEW.to_account = v.wallet_id))""",
        ("hold", "release", "redeem", "goodwill"),
    ),
    Rule(
        "posting",
        "the round is not open",
        """NOT EXISTS (SELECT 1 FROM account a JOIN roundopening r
  ON r.programme_id = a.programme_id AND r.round_id = a.round_id
  WHERE a.programme_id = NEW.programme_id AND a.id = NEW.to_account
  AND r.opens_at <= {act.at} AND {act.at} < r.closes_at)""",
        ("give",),
    ),
    Rule(
        "posting",
        "the round has closed",
        """NOT EXISTS (SELECT 1 FROM account a JOIN roundopening r
  ON r.programme_id = a.programme_id AND r.round_id = a.round_id
  WHERE a.programme_id = NEW.programme_id AND a.id = NEW.from_account
  AND {act.at} < r.closes_at)""",
        ("take_back",),
    ),
    Rule(
        "posting",
        "a group gives after its own vote",
        """NEW.from_kind = 'group' AND NOT EXISTS (SELECT 1 FROM groupvote v JOIN account a
  ON a.programme_id = v.programme_id AND a.cause_id = v.cause_id AND a.id = NEW.to_account
  WHERE v.programme_id = NEW.programme_id AND v.id = {act.vote_id}
  AND v.group_id = NEW.from_account)""",
        ("give",),
    ),
    Rule(
        "posting",
        "lapsed points go to a standing account",
        """(SELECT a.round_id FROM account a
  WHERE a.programme_id = NEW.programme_id AND a.id = NEW.to_account) IS NOT NULL""",
        ("lapse",),
    ),
    Rule(
        "posting",
        "the points have not lapsed",
        """(SELECT l.lapses_from FROM lot l
  WHERE l.programme_id = NEW.programme_id AND l.id = NEW.from_lot) > {today}""",
        ("lapse",),
    ),
    Rule(
        "posting",
        "the statement is of another cause or round",
        """NOT EXISTS (SELECT 1 FROM causestatement s JOIN account a
  ON a.programme_id = s.programme_id AND a.cause_id = s.cause_id
  AND (a.round_id IS NULL OR a.round_id = s.round_id)
  WHERE s.programme_id = NEW.programme_id AND s.id = {act.statement_id}
  AND a.id = NEW.from_account)""",
        ("settle",),
    ),
    Rule(
        "posting",
        "the round is still open",
        """NOT EXISTS (SELECT 1 FROM causestatement s JOIN roundopening r
  ON r.programme_id = s.programme_id AND r.round_id = s.round_id
  WHERE s.programme_id = NEW.programme_id AND s.id = {act.statement_id}
  AND r.closes_at <= {act.at})""",
        ("settle",),
    ),
    Rule(
        "posting",
        "the points are past their date",
        """(SELECT l.expires_on FROM lot l
  WHERE l.programme_id = NEW.programme_id AND l.id = NEW.to_lot) < {today}""",
        ("award", "goodwill", "give", "hold"),
    ),
    Rule(
        "posting",
        "the oldest points go first",
        """EXISTS (SELECT 1 FROM holding h WHERE h.programme_id = NEW.programme_id
  AND h.account_id = NEW.from_account AND h.qty > 0 AND h.expires_on >= {today}
  AND (h.expires_on, h.lot_id) < (SELECT l.expires_on, l.id FROM lot l
    WHERE l.programme_id = NEW.programme_id AND l.id = NEW.from_lot))""",
        ("give", "hold"),
    ),
    Rule(
        "posting",
        "it does not mirror the original",
        """NOT EXISTS (SELECT 1 FROM posting o WHERE o.programme_id = NEW.programme_id
  AND o.seq = NEW.undo_seq AND o.n = NEW.undo_n AND o.seq = {act.undoes}
  AND o.from_account = NEW.to_account AND o.to_account = NEW.from_account
  AND o.from_lot = NEW.to_lot AND o.to_lot = NEW.from_lot
  AND (NEW.kind = 'take_back' AND o.kind = 'give' OR NEW.kind = 'release' AND o.kind = 'hold'
       OR NEW.kind = 'reverse' AND o.kind IN ('fund', 'award', 'goodwill')))""",
        ("take_back", "release", "reverse"),
    ),
    Rule(
        "posting",
        "it undoes more than the original",
        """NEW.qty + coalesce((SELECT sum(u.qty) FROM posting u
    WHERE u.programme_id = NEW.programme_id
    AND u.undo_seq = NEW.undo_seq AND u.undo_n = NEW.undo_n), 0) >
  (SELECT o.qty FROM posting o WHERE o.programme_id = NEW.programme_id
    AND o.seq = NEW.undo_seq AND o.n = NEW.undo_n)""",
        ("take_back", "release", "reverse"),
    ),
    Rule(
        "posting",
        "the points differ from the paper",
        f"""NEW.n = NEW.last_n AND NEW.qty + coalesce((SELECT sum(e.qty) FROM posting e
  WHERE e.programme_id = NEW.programme_id AND e.seq = NEW.seq), 0) <> {_PAPER}""",
        ("fund", "award", "goodwill", "hold", "release", "redeem", "settle"),
    ),
)
