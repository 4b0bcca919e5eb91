"""Divide settled rounds again: python3 divide.py *.csv (any Python 3, nothing to install).

A pot goes to causes by points, to the smallest coin; the largest remainders get the odd coins,
ties go to the smaller id. Things are counted whole: never more than promised, or points cover.
"""

import csv
import itertools
import pathlib
import sys

COUNT = ("points", "points_lapsed", "points_carried")  # given, lapsed, left over before


def divide(amount, points, most):
    """Share an amount by points, largest remainders first; nobody gets more than `most`."""
    total = sum(points.values())
    exact = {cause: divmod(amount * given, total) for cause, given in points.items()}
    shares = {cause: whole for cause, (whole, _) in exact.items()}
    turn = sorted(exact, key=lambda cause: (-exact[cause][1], cause))
    while odd := amount - sum(shares.values()):
        able = [cause for cause in turn if shares[cause] < most[cause]]
        shares.update({cause: shares[cause] + 1 for cause in able[:odd]})
    return shares


def again(lines):
    """Divide one round again; return the shares it has, and those it should have."""
    points = {it["cause_id"]: sum(int(it[name]) for name in COUNT) for it in lines}
    if lines[0]["pledge"] == "pot":
        coins = int(lines[0]["pot"].replace(".", ""))
        said = {it["cause_id"]: int(it["share"].replace(".", "")) for it in lines}
        return said, divide(coins, points, dict.fromkeys(points, coins))
    each, limit = int(lines[0]["points_per_unit"]), int(lines[0]["unit_limit"])
    said = {it["cause_id"]: int(it["units"]) for it in lines}
    covered = {cause: given // each for cause, given in points.items()}
    enough = sum(covered.values()) <= limit
    return said, covered if enough else divide(limit, points, covered)


wrong = 0
for name in sys.argv[1:]:
    with pathlib.Path(name).open(encoding="utf-8-sig", newline="") as file:
        taking = [line for line in csv.DictReader(file) if line["left_out"] == "no"]
    for code, lines in itertools.groupby(taking, key=lambda line: line["round"]):
        said, made = again(list(lines))
        wrong += said != made
        print(code, "agrees" if said == made else f"DIFFERS: it says {said}, we get {made}")
sys.exit(wrong > 0)
