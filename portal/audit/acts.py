"""Is an act what it must be? Its place in the chain, its papers and people, the lots it makes."""

from collections.abc import Callable

from portal.audit import lines as of_lines
from portal.audit.hashes import act_hash, covered
from portal.audit.lists import MIRRORS, PAPER_OF, REFERENCES
from portal.audit.rows import Lot
from portal.audit.state import Item, State

__all__ = ["check"]

MOST_LINES = 500
CLOCK = "00000000-0000-0000-0000-000000000000"  # who lets points lapse
SENSELESS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def check(state: State, item: Item) -> None:
    """Look at one act from every side. What makes no sense is a breach, never a crash."""
    for look in LOOKS:
        try:
            look(state, item)
        except SENSELESS as fault:
            state.breach("I22", f"makes no sense ({type(fault).__name__})", item.act.seq)


def _chain(state: State, item: Item) -> None:
    """I17, I19: the next number, the hash of the one before, a later time."""
    act = item.act
    if (act.seq, act.prev_seq) != (state.seq + 1, state.seq or None):
        state.breach("I17", f"follows number {state.seq}", act.seq)
    if act.prev_hash != state.hash:
        state.breach("I17", "does not hold the hash of the act before it", act.seq)
    if act.at < state.at:
        state.breach("I19", "is older than the act before it", act.seq)
    if act.at[:10] > state.last_day:
        state.breach("I19", "is of a day that nobody confirmed", act.seq)
    state.seq, state.hash, state.at = act.seq, act.hash, act.at


def _complete(state: State, item: Item) -> None:
    """I18: postings from the first to the last, no other."""
    act = item.act
    found = [(line.n, line.prev_n, line.last_n, line.kind) for line in item.lines]
    size = act.last_n if 0 < act.last_n <= MOST_LINES else 0
    if found != [(n, n - 1 or None, size, act.kind) for n in range(1, size + 1)] or not found:
        state.breach("I18", f"should have {act.last_n} postings of its own", act.seq)


def _hash(state: State, item: Item) -> None:
    """I2: the hash covers all that the act is and rests on."""
    if act_hash(item.act, item.lots, item.lines, _papers(state, item)) != item.act.hash:
        state.breach("I2", "its hash does not fit its rows and papers", item.act.seq)


def _papers(state: State, item: Item) -> dict[str, object]:
    act = item.act
    papers: dict[str, object] = {}
    if item.approval:
        papers["approval"] = covered("approval", item.approval)
    named = {
        "causestatement": act.statement_id,
        "groupvote": act.vote_id,
        "topup": act.top_up_id,
        "voucher": act.voucher_id,
    }
    for table, id_ in named.items():
        if id_ and id_ in state.papers[table]:
            papers[table] = covered(table, state.papers[table][id_])
    if act.kind == "fund":
        papers["book"] = [state.limits.two_person_over, state.limits.award_cap_day]
    papers["causes"] = sorted(_causes(state, item))
    return papers


def _causes(state: State, item: Item) -> list[list[str]]:
    """Return the causes' accounts among those touched, each with its round and its times."""
    touched = {line.from_account for line in item.lines} | {line.to_account for line in item.lines}
    found = []
    for account in touched:
        place = state.places.get(account)
        if place and place.cause_id:
            times = state.openings.get(place.round_id or "")
            span = [times.opens_at, times.closes_at] if times else ["", ""]
            found.append([account, place.cause_id, place.round_id or "", *span])
    return found


def _names(state: State, item: Item) -> None:
    """I15: an act names the papers of its kind, and no other."""
    act = item.act
    for column, (_, kinds) in REFERENCES.items():
        if (act.kind in kinds) != (getattr(act, column) is not None):
            state.breach("I15", f"names the wrong papers: {column}", act.seq)
    if act.vote_id and act.kind != "give":
        state.breach("I15", "names the wrong papers: vote_id", act.seq)
    if (act.kind in MIRRORS) != (act.undoes is not None):
        state.breach("I13", "names no act that it undoes, or one too many", act.seq)
    if (act.kind in {"release", "reverse"}) != (act.reason is not None):
        state.breach("I13", "gives no reason, or one too many", act.seq)


def _sum(state: State, item: Item) -> None:
    """I15: exactly the points of the paper."""
    act = item.act
    if act.kind not in PAPER_OF:
        return
    table, column = PAPER_OF[act.kind]
    paper = item.approval if table == "approval" else _paper(state, item, table)
    if paper is None:
        state.breach("I15", f"its paper is missing: {table}", act.seq)
    elif (points := sum(line.qty for line in item.lines)) != getattr(paper, column):
        state.breach("I15", f"moves {points} points, the paper says otherwise", act.seq)


def _paper(state: State, item: Item, table: str) -> object | None:
    act = item.act
    id_ = {
        "topup": act.top_up_id,
        "voucher": act.voucher_id,
        "causestatement": act.statement_id,
    }[table]
    return state.papers[table].get(id_ or "")


def _people(state: State, item: Item) -> None:
    """I5, I6, I7: who may have done it."""
    act = item.act
    needs_two = act.kind in {"settle", "reverse"}
    if act.second_id == act.actor_id or (needs_two and not act.second_id):
        state.breach("I7", "is not signed by two people", act.seq)
    if (act.actor_id == CLOCK) != (act.kind == "lapse"):
        state.breach("I7", "nobody did it, or somebody let points lapse", act.seq)
    look = {"fund": _funders, "award": _verifier, "settle": _signers}.get(act.kind)
    if look:
        look(state, item)


def _funders(state: State, item: Item) -> None:
    paper = state.papers["topup"].get(item.act.top_up_id or "")
    if paper is None:
        return
    people = [paper.requested_by, paper.approved_by, *filter(None, [paper.second_by])]
    is_large = paper.points > state.limits.two_person_over
    if len(set(people)) < len(people) or (is_large and not paper.second_by):
        state.breach("I7", "its top-up has too few signers", item.act.seq)
    if [line.to_kind for line in item.lines] != [paper.target]:
        state.breach("I4", "its top-up was meant for another account", item.act.seq)


def _signers(state: State, item: Item) -> None:
    paper = state.papers["causestatement"].get(item.act.statement_id or "")
    if paper and (
        paper.prepared_by == paper.approved_by
        or (paper.prepared_by, paper.approved_by) != (item.act.actor_id, item.act.second_id)
    ):
        state.breach("I7", "its statement is signed by others", item.act.seq)


def _verifier(state: State, item: Item) -> None:
    act, paper, claim = item.act, item.approval, item.claim
    if paper is None:
        return
    if claim is None or (claim.person_id, claim.holder_id, claim.holder_kind) != (
        *(paper.claimant_id, paper.account_id, paper.account_kind),
    ):
        state.breach("I5", "its approval is not of its claim", act.seq)
    if claim and claim.award_seq is not None and claim.award_seq != act.seq:
        state.breach("I5", f"its claim says it was awarded by act {claim.award_seq}", act.seq)
    if act.actor_id != paper.verifier_id:
        state.breach("I5", "was not awarded by whoever checked the claim", act.seq)
    if any(line.to_account != paper.account_id for line in item.lines):
        state.breach("I5", "does not go to the claimant", act.seq)
    is_own = paper.verifier_id == paper.claimant_id
    if is_own or state.homes.are_close(
        paper.verifier_id, paper.claimant_id, paper.account_id, act.at
    ):
        state.breach("I6", "was checked by the claimant, their household or guardian", act.seq)


def _born(state: State, item: Item) -> None:
    """I4: lots come from a top-up, or are cut from the lot that pays for them."""
    act = item.act
    made = {lot.id: lot for lot in item.lots}
    makes = act.kind in {"fund", "award", "goodwill"}
    filled = [line.to_lot for line in item.lines] if makes else []
    if sorted(made) != sorted(filled) or len(item.lots) != len(made):
        state.breach("I4", "makes other lots than it fills", act.seq)
    for lot in item.lots:
        if lot.id in state.lots or not _is_shaped(lot, act.kind):
            state.breach("I4", f"makes lot {lot.id}, which does not fit it", act.seq)
        state.lots.keep(lot, act.at[:10])


def _is_shaped(lot: Lot, kind: str) -> bool:
    wanted = "funding" if kind == "fund" else kind
    has_parent = lot.parent_lot is not None
    return (
        lot.kind == wanted and has_parent == (kind != "fund") and lot.lapses_from > lot.expires_on
    )


LOOKS: tuple[Callable[[State, Item], None], ...] = (
    *(_chain, _complete, _hash, _names, _sum, _people, _born),
    *of_lines.LOOKS,
)
