"""Are the postings of an act what they must be? Places, dates, rounds, mirrors, vouchers."""

from collections.abc import Callable

from portal.audit.lists import MIRRORS, MOVES
from portal.audit.rows import Line
from portal.audit.state import Item, State

__all__ = ["LOOKS"]

SPENT_FROM = {"wallet", "group"}
MOST_POINTS = 10**12  # in one posting


def _oldest_first(state: State, item: Item) -> None:
    """I10: in the order of their last days, each used up before the next. Before they move."""
    act = item.act
    if act.kind not in {"give", "hold"}:
        return
    ahead: dict[str, tuple[int, int]] = {}  # how far each queue is used up, and of the next lot
    for line in item.lines:
        place = state.place(line.from_account)
        at, taken = ahead.get(line.from_account, (0, 0))
        taken += line.qty
        have = place.lots.get(line.from_lot, 0)
        if place.next_good(at, act.at[:10]) != line.from_lot or have < taken:
            state.breach("I10", "does not take the points that expire first", act.seq)
            return
        ahead[line.from_account] = (at + 1, 0) if taken == have else (at, taken)


def _moves(state: State, item: Item) -> None:
    """I1, I3, I8: each posting is a listed move between two accounts, and none goes below zero."""
    seq, kind = item.act.seq, item.act.kind
    for line in item.lines:
        source, target = state.place(line.from_account), state.place(line.to_account)
        if (kind, source.kind, target.kind) not in MOVES or (source.kind, target.kind) != (
            *(line.from_kind, line.to_kind),
        ):
            state.breach("I8", f"posting {line.n} is not on the list of moves", seq)
        if not 0 < line.qty <= MOST_POINTS or (line.from_account == line.to_account):
            state.breach("I1", f"posting {line.n} moves {line.qty} points", seq)
        if source.add(line.from_lot, -line.qty) < 0 and source.kind != "mint":
            state.breach("I3", f"posting {line.n} takes more than is there", seq)
        target.add(line.to_lot, line.qty)
        if target.kind in SPENT_FROM and line.to_lot in state.lots:
            target.queue_up(state.lots[line.to_lot].expires_on, line.to_lot)
        state.flow[kind, source.kind, target.kind] += line.qty
        if kind == "award":
            state.quota[line.to_account, item.act.at[:10]] += line.qty


def _lots(state: State, item: Item) -> None:
    """I4, I11: the same lot on both sides, or a new one cut from it; none past its date."""
    act, today = item.act, item.act.at[:10]
    for line in item.lines:
        lot = state.lots[line.to_lot]
        is_cut = act.kind in {"award", "goodwill"}
        if is_cut and lot.parent != line.from_lot:
            state.breach("I4", f"posting {line.n} fills a lot of another one", act.seq)
        if not is_cut and act.kind != "reverse" and line.from_lot != line.to_lot:
            state.breach("I4", f"posting {line.n} changes the lot", act.seq)
        if act.kind in {"award", "goodwill", "give", "hold"} and lot.expires_on < today:
            state.breach("I11", f"posting {line.n} moves points past their date", act.seq)
        if act.kind == "lapse" and lot.lapses_from > today:
            state.breach("I11", f"posting {line.n} lets points lapse too early", act.seq)
        followed = lot if is_cut else state.lots[line.from_lot]
        if followed.kind != "funding":
            state.points[followed.born_on, act.kind] += line.qty


def _rounds(state: State, item: Item) -> None:
    """I11, I12: gifts into an open round, back before it closes; lapsed points to no round."""
    act = item.act
    if act.kind in {"give", "lapse"}:
        places = [state.place(line.to_account) for line in item.lines]
    elif act.kind == "take_back":
        places = [state.place(line.from_account) for line in item.lines]
    else:
        return
    if act.kind == "lapse":
        if any(place.round_id for place in places):
            state.breach("I11", "lapsed points did not go to a standing account", act.seq)
        return
    for place in places:
        times = state.openings.get(place.round_id or "")
        if times is None or not times.opens_at <= act.at < times.closes_at:
            state.breach("I12", "the round was not open", act.seq)
            return


def _settled(state: State, item: Item) -> None:
    """I12: a settlement takes from its own cause, after its own round."""
    act = item.act
    if act.kind != "settle":
        return
    paper = state.papers["causestatement"][act.statement_id or ""]
    times = state.openings.get(paper.round_id)
    if times is None or act.at < times.closes_at:
        state.breach("I12", "the round was still open", act.seq)
    for line in item.lines:
        place = state.place(line.from_account)
        if place.cause_id != paper.cause_id or place.round_id not in {None, paper.round_id}:
            state.breach("I12", f"posting {line.n} is of another cause or round", act.seq)


def _mirrors(state: State, item: Item) -> None:
    """I13: every line turns round a line of the one act it undoes, never more than that."""
    act = item.act
    for line in item.lines:
        if act.kind not in MIRRORS:
            if line.undo_seq is not None or line.undo_n is not None:
                state.breach("I13", f"posting {line.n} undoes something", act.seq)
            continue
        key = (line.undo_seq or 0, line.undo_n or 0)
        found = state.originals.get(key)
        if found is None or line.undo_seq != act.undoes or found[0].kind not in MIRRORS[act.kind]:
            state.breach("I13", f"posting {line.n} has no original", act.seq)
            continue
        original, first = found
        state.undone[key] += line.qty
        if not _is_turned(line, first) or state.undone[key] > first.qty:
            state.breach("I13", f"posting {line.n} does not mirror its original", act.seq)
        if act.kind == "release" and original.voucher_id != act.voucher_id:
            state.breach("I14", "gives back another voucher", act.seq)
    if act.seq in state.undone_acts:
        state.originals |= {(line.seq, line.n): (act, line) for line in item.lines}


def _is_turned(line: Line, first: Line) -> bool:
    return (line.from_account, line.from_lot, line.to_account, line.to_lot) == (
        *(first.to_account, first.to_lot, first.from_account, first.from_lot),
    )


def _voucher(state: State, item: Item) -> None:
    """I14: held from its wallet in its own account; emptied by what ends it."""
    act = item.act
    if act.voucher_id is None:
        return
    paper = state.papers["voucher"][act.voucher_id]
    wanted = {
        "hold": (paper.wallet_id, paper.id),
        "release": (paper.id, paper.wallet_id),
        "redeem": (paper.id, None),
        "goodwill": (None, paper.wallet_id),
    }.get(act.kind, (None, None))
    for line in item.lines:
        if wanted[0] not in {None, line.from_account} or wanted[1] not in {None, line.to_account}:
            state.breach("I14", f"posting {line.n} is of another voucher", act.seq)
    if act.kind in {"release", "redeem"} and state.place(paper.id).lots:
        state.breach("I14", "leaves points in its voucher", act.seq)
    if act.kind == "release" and act.reason == "provider":
        state.withdrawn.add(paper.id)
    if act.kind == "goodwill" and paper.id not in state.withdrawn:
        state.breach("I14", "thanks for a reward that nobody withdrew", act.seq)


def _vote(state: State, item: Item) -> None:
    """I9: a group gives after its own vote for that cause; a household gives without."""
    act = item.act
    if act.kind != "give":
        return
    vote = state.papers["groupvote"].get(act.vote_id or "")
    for line in item.lines:
        cause = state.place(line.to_account).cause_id
        is_group = line.from_kind == "group"
        if is_group and (
            vote is None or (vote.group_id, vote.cause_id) != (line.from_account, cause)
        ):
            state.breach("I9", "the group did not vote for this", act.seq)


LOOKS: tuple[Callable[[State, Item], None], ...] = (
    *(_oldest_first, _moves, _lots, _rounds, _settled, _mirrors, _voucher, _vote),
)
