"""Rules of the ledger that no CHECK or key can say, each written once, as SQL true of a breach.

Both databases get the same words as triggers before an insert (db/triggers.py). `{act.at}` is
a column of the posting's act, `{today}` the day of that act, `{days:-3:x}` three days before x.
A rule may be for some kinds only.
"""

from db.posting_rules import POSTING_RULES
from db.reward_rules import REWARD_RULES, TILL_STAYS, WISH_STAYS
from db.rule import Rule
from db.tables.seals import SEAL_SLACK, SLACK

__all__ = ["EVENT_DAYS", "HISTORY", "OVERTAKEN", "RULES", "STAYS", "Rule"]

HISTORY = {  # what must not change of a row that may change otherwise, and what is said then
    "householdmember": (
        """OLD.left_at IS NOT NULL OR NEW.household_id <> OLD.household_id
  OR NEW.person_id <> OLD.person_id OR NEW.joined_at <> OLD.joined_at
  OR NEW.standing <> OLD.standing""",
        "membership history stays",
    ),
    "guardianship": (
        """OLD.until IS NOT NULL OR NEW.guardian_id <> OLD.guardian_id
  OR NEW.child_id <> OLD.child_id OR NEW.since <> OLD.since""",
        "guardianship history stays",
    ),
    "season": (
        """NEW.ends_on < OLD.ends_on OR NEW.programme_id <> OLD.programme_id
  OR NEW.code <> OLD.code""",
        "a season does not end earlier than promised",
    ),
    "roundopening": (
        """NEW.closes_at < OLD.closes_at OR NEW.opens_at <> OLD.opens_at
  OR NEW.round_id <> OLD.round_id OR NEW.programme_id <> OLD.programme_id
  OR OLD.closes_at <= (SELECT t.at FROM txn t WHERE t.programme_id = OLD.programme_id
    ORDER BY t.seq DESC LIMIT 1)""",
        "a round is made longer while it is open, and nothing else",
    ),
    "lapsedpoints": (
        """OLD.round_id IS NOT NULL OR NEW.programme_id <> OLD.programme_id
  OR NEW.id <> OLD.id OR NEW.lies_at <> OLD.lies_at OR NEW.points <> OLD.points
  OR NEW.lapsed_at <> OLD.lapsed_at""",
        "what lapsed is counted once",
    ),
    "verification": (
        """NEW.message IS NOT NULL OR NEW.programme_id <> OLD.programme_id
  OR NEW.claim_code <> OLD.claim_code OR NEW.revision <> OLD.revision
  OR NEW.decision <> OLD.decision OR NEW.verifier_id <> OLD.verifier_id
  OR NEW.batch <> OLD.batch OR NEW.decided_at <> OLD.decided_at""",
        "decisions stay; only their words may go",
    ),
    "questionnaire": (
        """NEW.programme_id <> OLD.programme_id OR NEW.code <> OLD.code OR NEW.kind <> OLD.kind
  OR NEW.counted < OLD.counted OR (OLD.state <> 'draft' AND (NEW.state = 'draft'
    OR NEW.questions <> OLD.questions OR NEW.name <> OLD.name OR NEW.intro <> OLD.intro))
  OR coalesce(NEW.poster_code, '') <> coalesce(OLD.poster_code, '')
  OR (OLD.state = 'closed' AND (NEW.state <> 'closed' OR NEW.counted <> OLD.counted
    OR NEW.sums <> OLD.sums))""",
        "what was asked and answered stays as it was",
    ),
    "remark": (
        """OLD.withdrawn_at IS NOT NULL OR NEW.programme_id <> OLD.programme_id
  OR NEW.code <> OLD.code OR NEW.organisation_id <> OLD.organisation_id
  OR NEW.words <> OLD.words OR NEW.written_by <> OLD.written_by
  OR NEW.written_at <> OLD.written_at OR (OLD.answered_at IS NOT NULL
    AND (NEW.answer IS NULL OR NEW.answer <> OLD.answer OR NEW.answered_by <> OLD.answered_by
      OR NEW.answered_at <> OLD.answered_at))""",
        "a remark stays as it was made, and so does the answer to it",
    ),
    "rename": (
        """OLD.state <> 'waiting' OR NEW.id <> OLD.id
  OR NEW.organisation_id <> OLD.organisation_id OR NEW.name <> OLD.name
  OR NEW.proof <> OLD.proof OR NEW.asked_by <> OLD.asked_by
  OR NEW.asked_at <> OLD.asked_at""",
        "names that were answered stay in the history",
    ),
    "factorset": (
        """OLD.ended_at IS NOT NULL OR NEW.programme_id <> OLD.programme_id
  OR NEW.number <> OLD.number OR NEW.name <> OLD.name OR NEW.source <> OLD.source
  OR NEW.first_year <> OLD.first_year OR NEW.last_year <> OLD.last_year
  OR NEW.digest <> OLD.digest OR NEW.entered_by <> OLD.entered_by
  OR NEW.entered_at <> OLD.entered_at OR (OLD.reviewed_at IS NOT NULL
    AND (NEW.reviewed_at IS NULL OR NEW.reviewed_at <> OLD.reviewed_at
      OR NEW.reviewed_by <> OLD.reviewed_by OR NEW.reviewer <> OLD.reviewer))""",
        "a factor set stays as it was entered and reviewed",
    ),
    "till": TILL_STAYS,
    "redemption": WISH_STAYS,
}


EVENT_DAYS = 730  # how long what concerns no programme is known: who came in, who may do what


def _none_confirmed(day: str) -> str:
    """Say that neither a seal nor two people have confirmed this day, or a later one."""
    return f"""NOT EXISTS (SELECT 1 FROM treehead h WHERE h.day >= {day})
  AND NOT EXISTS (SELECT 1 FROM clockok c WHERE c.day >= {day})"""


STAYS = {  # of a table whose rows may not go: the rows it is said of, where that is not all
    "historyevent": "OLD.programme_id IS NOT NULL OR "
    + _none_confirmed(f"{{days:{EVENT_DAYS}:substr(CAST(OLD.at AS TEXT), 1, 10)}}"),
}

RULES = (
    Rule(
        "ownfactor",
        "the set was reviewed as it was",
        """EXISTS (SELECT 1 FROM factorset s WHERE s.programme_id = NEW.programme_id
  AND s.number = NEW.number AND s.reviewed_at IS NOT NULL)""",
    ),
    Rule("move", "the moves are frozen", "EXISTS (SELECT 1 FROM book)"),
    Rule(
        "book",
        "no rules of two people stand before the book",
        "NOT EXISTS (SELECT 1 FROM ruleset r WHERE r.programme_id = NEW.programme_id)",
    ),
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
        "nobody approved the claim as it is",
        """NOT EXISTS (SELECT 1 FROM verification v JOIN claim c ON c.programme_id = v.programme_id
  AND c.code = v.claim_code AND c.revision = v.revision
  WHERE v.programme_id = NEW.programme_id AND v.claim_code = NEW.claim_code
  AND v.verifier_id = NEW.verifier_id AND v.decision = 'approve')""",
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
        "approval",
        "the verifier shared a home with the claimant",
        """NEW.verifier_id <> NEW.claimant_id AND EXISTS (SELECT 1 FROM householdmember c
  JOIN householdmember v ON v.household_id = c.household_id
  WHERE c.person_id = NEW.claimant_id AND v.person_id = NEW.verifier_id)""",
    ),
    Rule(
        "approval",
        "the verifier typed it for the claimant",
        """EXISTS (SELECT 1 FROM slip s WHERE s.programme_id = NEW.programme_id
  AND s.claim_code = NEW.claim_code AND s.typed_by = NEW.verifier_id)""",
    ),
    Rule(
        "activity",
        "the rules are in use",
        """EXISTS (SELECT 1 FROM claim c
  WHERE c.programme_id = NEW.programme_id AND c.version = NEW.version)""",
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
        "the top-up is not by those who signed it",
        """EXISTS (SELECT 1 FROM topup p
  WHERE p.programme_id = NEW.programme_id AND p.id = NEW.top_up_id AND (
    p.requested_by <> NEW.actor_id OR p.approved_by <> coalesce(NEW.second_id, NEW.actor_id)))""",
        ("fund",),
    ),
    Rule(
        "txn",
        "the settlement is not by those who signed it",
        """EXISTS (SELECT 1 FROM causestatement p
  WHERE p.programme_id = NEW.programme_id AND p.id = NEW.statement_id AND (
    p.prepared_by <> NEW.actor_id OR p.approved_by <> coalesce(NEW.second_id, NEW.actor_id)))""",
        ("settle",),
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
    *REWARD_RULES,
    *POSTING_RULES,
)

OVERTAKEN = frozenset(  # other guards that speak when somebody else was faster
    {
        *("ck_holding_not_below_zero", "more points than there are"),
        *("ck_quotause_cap", "more points than a day allows"),
        *("uq_txn_fund_once", "uq_txn_award_once", "uq_txn_vote_once", "uq_txn_settle_once"),
        *("uq_txn_voucher_step_once", "uq_approval_evidence_once", "ck_approval_not_own"),
        *("already there: txn", "already there: approval", "already there: verification"),
        *("already there: householdmember", "uq_householdmember_one_home", "uq_person_email"),
        *("uq_guardianship_once", "uq_rulewish_one_open", "uq_homecode_idem"),
    }
)
