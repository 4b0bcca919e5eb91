"""The accountant's page keeps what its first lines promise."""

import pytest

from portal.moves import MOVES, UNDOES, AccountKind, MoveKind

ENDS = {AccountKind.REDEEMED, AccountKind.SETTLED}


def test_every_kind_of_move_has_a_line_and_no_line_is_there_twice():
    assert {move.kind for move in MOVES} == set(MoveKind)
    assert len(set(MOVES)) == len(MOVES)
    assert {place for move in MOVES for place in move[1:]} == set(AccountKind)


@pytest.mark.parametrize("place", [AccountKind.BUDGET, AccountKind.RESERVE])
def test_budget_and_reserve_are_filled_by_a_top_up_or_by_the_mirror_of_what_they_paid(place):
    filling = {(move.kind, move.source) for move in MOVES if move.target == place}
    paid = {move.target for move in MOVES if move.source == place and move.kind not in UNDOES}
    assert filling - {(MoveKind.FUND, AccountKind.MINT)} == {(MoveKind.REVERSE, to) for to in paid}


def test_what_was_used_or_settled_goes_nowhere():
    assert [move for move in MOVES if move.source in ENDS] == []


def test_the_mint_gives_by_a_top_up_and_takes_by_its_mirror_only():
    touched = {move.kind for move in MOVES if AccountKind.MINT in move[1:]}
    assert touched == {MoveKind.FUND, MoveKind.REVERSE}


@pytest.mark.parametrize("kind", UNDOES)
def test_what_undoes_turns_lines_round_and_has_no_line_besides(kind):
    lines = {(move.source, move.target) for move in MOVES if move.kind == kind}
    undone = {(move.target, move.source) for move in MOVES if move.kind in UNDOES[kind]}
    assert lines == undone


def test_between_people_no_points_can_go():
    people = {AccountKind.WALLET, AccountKind.GROUP}
    assert [move for move in MOVES if {move.source, move.target} <= people] == []
