"""One table of what the last `make drill` found: python -m tests.drills.table."""

import json

from rich.console import Console
from rich.table import Table

from tests.drills.scale import RESULTS


def main() -> None:
    """Print a line for each drill that ended; one that failed has none."""
    table = Table("drill", "figures", title="What the drills found")
    for file in sorted(RESULTS.glob("*.json")):
        found = json.loads(file.read_text())
        drill = found.pop("drill")
        said = ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in found.items())
        table.add_row(drill, said)
    Console().print(table)


if __name__ == "__main__":
    main()
