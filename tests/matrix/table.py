"""The table of verdicts: tests/matrix/verdicts.csv, one line for each address, read by a person.

`strangers` is what happens to whoever is not signed in (a tablet that was shown a class card, and
a paired till, are named where they fare otherwise), `others` to everybody the line does not name.
`in`, `refused`, `no` and `none` name who gets in, whose act the rules refuse (409), who may not
(403), and for whom there is no such thing. `python -m tests.matrix.table` asks the application and
writes it anew; then somebody reads the difference.
"""

import csv
import tempfile
from collections import Counter
from pathlib import Path

from tests.habits.tree import ROOT
from tests.matrix.town import PEOPLE, STRANGERS

FILE = ROOT / "tests/matrix/verdicts.csv"
OF_NOBODY = ("card", "till")
NAMED = ("in", "refused", "no", "none")
COLUMNS = ("method", "path", "things", "strangers", "others", *NAMED)
Row = tuple[str, str, str]


def read() -> dict[Row, dict[str, str]]:
    """Return the verdict of every line for each actor."""
    with FILE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return {(line["method"], line["path"], line["things"]): _spread(line) for line in lines}


def _spread(line: dict[str, str]) -> dict[str, str]:
    verdicts = dict.fromkeys(STRANGERS, line["strangers"]) | dict.fromkeys(PEOPLE, line["others"])
    for verdict in NAMED:
        verdicts |= dict.fromkeys(line[verdict].split(), verdict)
    return verdicts


def write(found: dict[Row, dict[str, str]]) -> None:
    """Write what was found, in the order of addresses; nobody may write down a fault."""
    faults = [row for row, verdicts in found.items() if "broken" in verdicts.values()]
    assert not faults, faults
    ordered = sorted(found, key=lambda row: (row[1], row[0], row[2]))
    lines = [[*row, *_folded(found[row])] for row in ordered]
    with FILE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(lines)


def _folded(verdicts: dict[str, str]) -> list[str]:
    strangers = {verdicts[name] for name in ("nobody", "ran-out")}
    assert len(strangers) == 1, "an ended sign-in is nobody's"
    others = Counter(verdicts[name] for name in PEOPLE).most_common()[0][0]
    usual = dict.fromkeys(OF_NOBODY, min(strangers))  # of a person: what happens to most
    named = [
        " ".join(
            name
            for name in (*OF_NOBODY, *PEOPLE)
            if verdicts[name] == verdict != usual.get(name, others)
        )
        for verdict in NAMED
    ]
    line = {"strangers": min(strangers), "others": others, **dict(zip(NAMED, named, strict=True))}
    told = _spread(line)
    assert told == verdicts, {name: verdicts[name] for name in told if told[name] != verdicts[name]}
    return list(line.values())


def main() -> None:
    """Ask everything and write it down."""
    from tests.matrix.asking import Asking  # noqa: PLC0415  (reading the table needs no site)

    with tempfile.TemporaryDirectory() as folder:
        asking = Asking.on_sqlite(Path(folder))
        write(asking.verdicts())


if __name__ == "__main__":
    main()
