"""What the application itself may do to each table: one list for both databases.

On PostgreSQL the role of the web is granted exactly this (db/roles.py). SQLite has no roles, so
the application's connections ask this list about every statement when it is prepared. What a
trigger writes is the schema's own business on both. A table that is not here is only read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["RIGHTS", "Right", "watcher"]


@dataclass(frozen=True)
class Right:
    """Whether rows may be added or removed, and which columns may change."""

    adds: bool = True
    changes: frozenset[str] = frozenset()
    removes: bool = False


def _adds(*changes: str) -> Right:
    return Right(changes=frozenset(changes))


def _comes_and_goes(*changes: str) -> Right:
    return Right(changes=frozenset(changes), removes=True)


RIGHTS = {
    # The ledger grows. Holdings, limits, locks and the first day are kept by its triggers.
    "booklock": Right(adds=False, changes=frozenset({"touched"})),
    **dict.fromkeys(("book", "account", "txn", "lot", "posting"), _adds()),
    # The papers that acts rest on never change.
    **dict.fromkeys(("topup", "approval", "voucher", "groupvote"), _adds()),
    "roundopening": _adds("closes_at"),  # later, while it is open
    **dict.fromkeys(("causestatement", "receipt"), _adds()),
    "historyevent": _comes_and_goes(),  # goes after two years, where it is of no programme
    "verification": _adds("message"),  # emptied when whom it was written to is forgotten
    "delivery": _adds(),
    # Rules are published once. A season's key, which ties tags to photos, is never made anew.
    "programme": _adds("state"),
    "season": _adds("ends_on"),  # later: its rules stay
    **dict.fromkeys(("seasonkey", "ruleset", "activity", "enrolment"), _adds()),
    **dict.fromkeys(("programmestep", "draftversion"), _adds()),
    "draft": _adds("programme_id", "state", "version", "changed_at", "asked_by", "reason"),
    "budgetrequest": _adds("approved_by", "second_by", "ended_at"),
    # A programme's own factors are reviewed once and ended once; their numbers stay.
    "factorset": _adds("reviewer", "reviewed_by", "reviewed_at", "ended_by", "ended_at"),
    "ownfactor": _adds(),
    # Claims and what was decided on them. Whose they are, and since when, stays.
    "claim": _adds(
        *("version", "activity", "amount", "done_on", "replaced", "evidence_class", "witness_id"),
        *("note", "state", "revision", "points", "why", "award_seq", "shortfall", "decided_at"),
    ),
    "evidence": _adds("file", "likeness"),
    "sampleseed": _adds(),
    "sample": _adds(
        *("finding", "reason", "checked_by", "checked_at", "ruling", "ruled_by", "ruled_at"),
    ),
    # What people object to. The words may be emptied; an answer is given once.
    "complaint": _adds("words", "outcome", "answer", "answered_by", "answered_at"),
    # Auditors. A remark is answered once and withdrawn once; its words stay.
    "remark": _adds(
        *("answer", "answered_by", "answered_at"),
        *("withdrawn_why", "withdrawn_by", "withdrawn_at"),
    ),
    "draw": _adds(),
    "opinion": _adds("finding", "reason", "said_by", "said_at"),
    "batch": _adds("undo_asked_by", "undo_asked_at", "undone_by", "undone_at"),
    # Posters end; what came by paper or file is applied, and undone as a whole.
    "poster": _adds("ended_at", "ended_by"),
    "checkin": _comes_and_goes(),
    "import": _adds(
        *("state", "typed", "row_count", "control", "applied_by", "applied_at"),
        *("undo_asked_by", "ended_by", "ended_at"),
    ),
    "importline": _comes_and_goes(),
    "slip": _adds("reason", "meter_number"),  # emptied when whom it was for is forgotten
    "meter": _adds(),
    "reading": _adds("taken_back_at"),
    # What somebody says of a habit, which they may say otherwise; goes when they are forgotten.
    "habit": _comes_and_goes("began_on", "before", "said_at", "still", "answered_at"),
    # What is asked can be changed until it is open. That somebody answered stays; not what.
    "questionnaire": _adds(
        *("state", "name", "intro", "questions", "counted", "sums", "texts", "box"),
    ),
    "recordcheck": _adds(),
    # Giving. How much was given, by whom and to what, stays.
    "cause": _adds(
        *("name", "need", "unit_shape", "paper"),
        *("state", "state_on", "state_reason", "merged_into"),
    ),
    "causerequest": _adds("cause_id", "state", "decided_by", "decided_at", "reason"),
    "round": _adds("closes_at", "voided_at", "void_reason"),
    "roundcause": _adds("points", "giver_count"),
    "pledge": _adds(
        *("document", "documented_by", "documented_at", "approved_by", "approved_at"),
        *("paid_on", "paid", "payment_document", "withdrawn_at", "withdrawn_reason"),
    ),
    "gift": _adds("txn_seq", "adult_id", "agreed_by", "ended_at", "is_returned"),
    "settlement": _adds("prepared_by", "prepared_at", "signed_by", "signed_at"),
    "settlementshare": _adds(
        *("points", "giver_count", "points_lapsed", "points_carried", "amount_cents"),
        *("units", "points_left", "txn_seq", "is_left_out", "cause_name", "charity_name"),
    ),
    "lapsedpoints": _adds("cause_id", "round_id"),
    "reward": _adds("stock", "state", "state_on", "state_reason", "approved_by", "approved_at"),
    **dict.fromkeys(("pricewindow", "stockcount"), _adds()),
    "redemption": _adds(
        *("state", "adult_id", "agreed_by", "hold_seq", "valid_until", "return_until"),
        *("used_at", "used_by", "used_till", "ended_at", "end_seq", "goodwill_seq", "rating"),
    ),
    "till": _adds(
        *("secret_hash", "card_sealed", "device", "paired_at", "used_at"),
        *("ends_at", "ended_at", "ended_by"),
    ),
    "rewardwait": _comes_and_goes("told_at"),
    "chosencause": _adds("cause_id", "chosen_at"),
    **dict.fromkeys(("lapsemark", "lapseannouncement"), _adds()),
    # The log is sealed by a job. Days are confirmed, and other logs made known, by commands.
    **dict.fromkeys(("leaf", "lognode", "logkey", "treehead", "cosignature", "witnessed"), _adds()),
    **dict.fromkeys(("auditrun", "backuprun"), _adds()),
    # People, and what they do for whom.
    "person": _adds(
        *("name", "email", "password_hash", "language", "seen_on", "asked_on", "paused_at"),
    ),
    "erasure": _adds(),
    "organisation": _adds("name", "state", "state_on", "state_reason", "proved_on", "recheck_on"),
    "organisationcheck": _adds(),
    "ownerchange": _adds("ends_at", "agreed_by", "agreed_at"),
    "rename": _adds("former", "state", "decided_by", "decided_at", "reason"),
    "closure": _adds("ends_at", "agreed_by", "agreed_at", "is_alone"),
    "application": _adds(
        *("name", "about", "registration"),  # emptied when the applicant is forgotten
        *("state", "decided_at", "decided_by", "reason", "organisation_id"),
    ),
    "applicationpaper": _comes_and_goes(),
    "membership": _comes_and_goes("since", "until"),
    "invitation": _adds("email", "taken_at", "taken_by", "withdrawn_at", "ends_at"),
    "household": _adds("name", "adults_to_agree", "head_id"),
    "homecode": _adds("code", "taken_at", "taken_by", "withdrawn_at"),
    "rulewish": _adds("ended_at"),
    "ruleconsent": _adds(),
    "householdmember": _adds("left_at"),
    "guardianship": _adds(
        *("until", "may_log", "may_add_photos", "may_propose", "stopped_at", "agreed_at"),
    ),
    "group": _adds("slot_count"),
    # Schools. What stands for a pupil goes with the year; that it went is written down.
    "schoolyear": _adds(
        *("erased_at", "erased_by", "erasure_code", "slots_erased", "windows_erased")
    ),
    "schoolclass": _adds("closed_at"),
    "slot": _comes_and_goes(
        *("card_hash", "card_sealed", "letter_hash", "letter_sealed", "letter_used_at"),
        "ended_at",
    ),
    "classwindow": _comes_and_goes("ends_at"),
    "cardsignin": _comes_and_goes(),
    "tick": _comes_and_goes("activity"),
    "signin": _comes_and_goes("seen_at", "proved_at"),
    "linkrequest": _comes_and_goes(),
    "timecode": _comes_and_goes("last_step"),
    "recoverycode": _comes_and_goes("used_at"),
    "passkey": _comes_and_goes("uses", "name", "used_at"),
    "ticket": _comes_and_goes(),
    "schoolaccount": _comes_and_goes("used_at"),
    "joinlink": _comes_and_goes("used_at"),
    "signinlink": _comes_and_goes("used_at"),
    "tries": _comes_and_goes("failed", "last_at", "forgotten_at"),
    # Kept totals, which can be made again.
    "acttotal": _adds("act_count", "amount"),
    "periodtotal": _adds("total"),
    "presence": _adds("act_count"),
    "pointtotal": _adds("points"),
    "edition": _adds(),
    # What the portal does by itself.
    "job": _adds(
        *("due_at", "lease", "leased_until", "started_at", "continued", "step", "steps"),
        *("finished_at", "tries", "fault"),
    ),
    "letterrefusal": _comes_and_goes(),
    "letter": _comes_and_goes("due_at", "sent_at", "tries", "fault"),
}
_NONE = Right(adds=False)
_LOOKS = (  # pragmas that change nothing, though they are given something
    *("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo"),
    *("foreign_key_list", "foreign_key_check", "integrity_check", "quick_check", "wal_checkpoint"),
)


def watcher(sqlite: Any) -> Callable[..., int]:
    """Return what SQLite asks about each step of a statement, when it is prepared.

    Everything that is not listed is denied: changing the schema or a setting of the connection,
    attaching another file, triggers and tables of one's own.
    """
    harmless = {
        *(sqlite.SQLITE_SELECT, sqlite.SQLITE_READ, sqlite.SQLITE_FUNCTION),
        *(sqlite.SQLITE_RECURSIVE, sqlite.SQLITE_TRANSACTION, sqlite.SQLITE_SAVEPOINT),
    }
    may: dict[int, Callable[[Right, str | None], bool]] = {
        sqlite.SQLITE_INSERT: lambda right, _column: right.adds,
        sqlite.SQLITE_UPDATE: lambda right, column: column in right.changes,
        sqlite.SQLITE_DELETE: lambda right, _column: right.removes,
    }

    def is_allowed(action: int, thing: str | None, detail: str | None, by: str | None) -> bool:
        if action in may:
            return by is not None or may[action](RIGHTS.get(thing or "", _NONE), detail)
        return action == sqlite.SQLITE_PRAGMA and (detail is None or thing in _LOOKS)

    def watch(
        action: int, thing: str | None, detail: str | None, _file: str | None, by: str | None
    ) -> int:
        is_fine = action in harmless or is_allowed(action, thing, detail, by)
        return int(sqlite.SQLITE_OK if is_fine else sqlite.SQLITE_DENY)

    return watch
