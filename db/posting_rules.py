"""The rules of postings; what the words in braces stand for is said in db/rules.py."""

from db.rule import Rule

__all__ = ["POSTING_RULES"]

_WITH_PAPER = ("fund", "award", "goodwill", "hold", "release", "redeem", "settle")
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

POSTING_RULES = (
    Rule("posting", "there is no such act", "{act.seq} IS NULL"),
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
        """(NEW.from_kind = 'group' OR {act.vote_id} IS NOT NULL) AND NOT EXISTS (
  SELECT 1 FROM groupvote v JOIN account a
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
    Rule(  # or else the sum below would be taken before the rest is there
        "posting",
        "the last posting comes last",
        """NEW.n = NEW.last_n AND NEW.last_n - 1 <> (SELECT count(*) FROM posting e
  WHERE e.programme_id = NEW.programme_id AND e.seq = NEW.seq)""",
        _WITH_PAPER,
    ),
    Rule(
        "posting",
        "the points differ from the paper",
        f"""NEW.n = NEW.last_n AND NEW.qty + coalesce((SELECT sum(e.qty) FROM posting e
  WHERE e.programme_id = NEW.programme_id AND e.seq = NEW.seq), 0) <> {_PAPER}""",
        _WITH_PAPER,
    ),
)
